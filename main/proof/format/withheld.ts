import { createHash } from 'node:crypto';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';

/**
 * What stands where a value was withheld. The commitment is `sha256(salt || canonical JSON of the value)` with 32 random
 * bytes of salt that the owner keeps: without it nobody can try values out, with it the value can be shown later.
 */
export interface Withheld {
  readonly $withheld: Digest;
}

export const SALT_BYTES = 32;

export function commitment(salt: Uint8Array, value: Json): Digest {
  return `sha256:${createHash('sha256').update(salt).update(canonicalJson(value)).digest('hex')}` as Digest;
}

export function isWithheld(value: unknown): value is Withheld {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === '$withheld' && /^sha256:[0-9a-f]{64}$/.test(String(Object.values(value)[0]));
}

/** Where in a value something is withheld, or looks as if it were. */
export function withheldIn(value: unknown, parts: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isWithheld(value)) return [parts];
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) => withheldIn(member, [...parts, key]));
}

/** A withheld value: in which event, and where in it. `seq` 0 stands for the hash of the last event before withholding. */
export interface WithheldPlace {
  readonly seq: number;
  /** A JSON pointer (RFC 6901) into the event. */
  readonly pointer: string;
  readonly commitment: Digest;
}

/** Shows one withheld value: who has the bundle can check it against its commitment. */
export interface Opening {
  readonly seq: number;
  readonly pointer: string;
  /** base64 of 32 bytes. */
  readonly salt: string;
  readonly value: Json;
}

/** The parts of a JSON pointer. */
export function pointerParts(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The JSON pointer of some parts. */
export function pointerOf(parts: readonly string[]): string {
  return parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The value at a place, `undefined` where there is none. */
export function valueAt(root: unknown, parts: readonly string[]): unknown {
  let value = root;
  for (const part of parts) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** A copy in which the value at a place is another one; what is not on the way is shared. The place must exist. */
export function withValueAt(root: unknown, parts: readonly string[], replacement: unknown): unknown {
  const [part, ...rest] = parts;
  if (part === undefined) return replacement;
  if (Array.isArray(root)) {
    return root.map((item: unknown, index) => (String(index) === part ? withValueAt(item, rest, replacement) : item));
  }
  const object = root as Record<string, unknown>;
  return { ...object, [part]: withValueAt(object[part], rest, replacement) };
}
