/** A JSON value. Every value the product stores or hashes is one. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** True for a plain JSON object (not null, not an array). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same value, whatever the order of its members; one that is `undefined` is not there. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    const others = right as readonly Json[];
    return left.length === others.length && left.every((item: Json, index) => sameJson(item, others[index]));
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    return Object.keys({ ...left, ...right }).every((name) => sameJson(memberOf(left, name), memberOf(right, name)));
  }
  return left === right;
}

/** A member of its own, nothing that every object has. */
export function memberOf(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
