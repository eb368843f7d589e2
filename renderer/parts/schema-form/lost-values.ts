import { isJsonObject, type Json, type JsonObject, memberOf, sameJson } from '#shared/lib/json.ts';
import { type Definitions, draftOfValues, readForm } from './form-values.ts';

/** Where a form would change values that it is given, by the paths of what is lost, added or another then. */
export function lostValues(
  definitions: Definitions,
  values: JsonObject,
  required?: ReadonlySet<string>,
): readonly string[] {
  return differences(values, readForm(definitions, draftOfValues(definitions, values), required).values, '');
}

function differences(given: Json | undefined, read: Json | undefined, path: string): readonly string[] {
  if (isJsonObject(given) && isJsonObject(read)) {
    const names = Object.keys({ ...given, ...read });
    return names.flatMap((name) =>
      differences(memberOf(given, name), memberOf(read, name), path === '' ? name : `${path}.${name}`),
    );
  }
  return sameJson(given, read) ? [] : [path];
}
