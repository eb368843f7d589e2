import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';

/** JSON with names that break naive code. */
const name = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'a/b', 'a~b', '', '0', 'length'),
);
export const value = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('any')), { maxLength: 4 }).map((members) => Object.fromEntries(members) as Json),
  ),
})).any;

/** Every place of a value, deepest last. */
export function places(json: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  const members = Array.isArray(json) || isJsonObject(json) ? Object.keys(json) : [];
  return [path, ...members.flatMap((key) => places((json as JsonObject)[key] as Json, [...path, key]))];
}

/** The value with another one at a place; `undefined` takes the place away. */
export function changed(json: Json, [key, ...rest]: readonly string[], to: Json | undefined): Json | undefined {
  if (key === undefined) return to;
  const members = Object.entries(json as JsonObject).flatMap(([member, old]): [string, Json][] => {
    if (member !== key) return [[member, old as Json]];
    const now = changed(old as Json, rest, to);
    return now === undefined ? [] : [[member, now]];
  });
  return Array.isArray(json) ? members.map(([, item]) => item) : Object.fromEntries(members);
}
