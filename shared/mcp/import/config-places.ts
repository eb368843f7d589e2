import { isJsonObject, type Json, type JsonObject } from '../../lib/json.ts';
import { type ImportContext, ImportProblem } from './imported.ts';
import { isSecret } from './secrets.ts';
import type { Fill, Filling } from './value-text.ts';

/** `${env:NAME}`, `${input:id}`, `${NAME}`, `${NAME:-otherwise}`, `${workspaceFolder}`. */
export const PLACES = /\$\{([^{}]*)\}/g;

/** Fills the places of configuration files. `inputs`: those of VS Code. */
export function configPlaces(inputs: Json | undefined, context: ImportContext): Fill {
  const known = new Map(
    (Array.isArray(inputs) ? inputs : []).flatMap((input): [string, JsonObject][] =>
      isJsonObject(input) && typeof input.id === 'string' ? [[input.id, input]] : [],
    ),
  );
  return ({ text, inside }, pointer) => {
    const folder = Object.hasOwn(context.folders, inside) ? context.folders[inside] : undefined;
    if (folder !== undefined) return { kind: 'text', text: folder };
    const [, kind, name = ''] = /^(env|input):(.*)$/.exec(inside) ?? [];
    if (kind === 'input') return inputFilling(known.get(name), name, pointer, context);
    const [, variable, otherwise] = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/.exec(kind === 'env' ? name : inside) ?? [];
    if (variable === undefined) throw new ImportProblem(pointer, `${text} means nothing here`);
    return variableFilling(variable, otherwise, pointer, context);
  };
}

/** The same for arguments: `${NAME}` of a variable that the program is given stays as it is written, for the program to fill in. */
export function argumentPlaces(
  fill: Fill,
  given: Readonly<Record<string, string>>,
  onKept: (text: string) => void,
): Fill {
  return (place, pointer) => {
    if (!Object.hasOwn(given, place.inside)) return fill(place, pointer);
    onKept(place.text);
    return { kind: 'text', text: place.text };
  };
}

/**
 * In variables and headers it stays a name, looked up at each start; elsewhere its value of now is taken. A value that is secret
 * is never taken as a text.
 */
function variableFilling(
  name: string,
  otherwise: string | undefined,
  pointer: string,
  context: ImportContext,
): Filling {
  const isValue = /^\/(?:mcpServers|servers)\/[^/]*\/(?:env|headers|auth)(?:\/|$)/.test(pointer);
  const value = Object.hasOwn(context.variables, name) ? context.variables[name] : undefined;
  const about = `from the environment variable ${name}`;
  if (isValue && otherwise === undefined) return { kind: 'secret', name, value: value ?? null, about };
  if (value !== undefined)
    return isSecret(name, value) ? { kind: 'secret', value, about } : { kind: 'text', text: value };
  if (otherwise !== undefined) return { kind: 'text', text: otherwise };
  throw new ImportProblem(pointer, `needs the environment variable ${name}, which is not set`);
}

function inputFilling(input: JsonObject | undefined, id: string, pointer: string, context: ImportContext): Filling {
  if (input === undefined) throw new ImportProblem(pointer, `asks for the input ${id}, which the file does not have`);
  const given = Object.hasOwn(context.inputs, id) ? context.inputs[id]?.[0] : undefined;
  const about = typeof input.description === 'string' ? input.description : '';
  if (input.password === true) return { kind: 'secret', value: given ?? null, about };
  const usual = typeof input.default === 'string' ? input.default : undefined;
  const value = given ?? usual;
  if (value === undefined) throw missingInput(pointer, id, about);
  return { kind: 'text', text: value };
}

/** The problem of a value that nobody has given. */
export function missingInput(pointer: string, id: string, about: string): ImportProblem {
  return new ImportProblem(
    pointer,
    `needs a value for ${id}${about === '' ? '' : ` (${about})`}: give it as --input ${id}=…`,
  );
}
