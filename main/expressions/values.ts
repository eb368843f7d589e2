import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';

/**
 * A JSON value as CEL sees it: integers as int, other numbers as double, objects as maps. Objects become Maps so that no
 * key, not even `constructor`, can be taken for a property of JavaScript.
 */
export function toCel(value: Json | undefined): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map((item: Json) => toCel(item));
  return new Map(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, toCel(member)]),
  );
}

/**
 * A CEL value as JSON: integers beyond 2^53 as text, timestamps in ISO 8601, durations as seconds (`90s`), bytes in base64,
 * types by name. Throws AppError `expression.evaluation` on what JSON cannot carry.
 */
export function fromCel(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return integer(value);
    case 'number':
      if (!Number.isFinite(value)) throw unfit(`${value}`);
      return value;
    case 'object':
      return value === null ? null : fromObject(value);
    default:
      throw unfit(`a ${typeof value}`);
  }
}

function fromObject(value: object): Json {
  if (Array.isArray(value)) return value.map(fromCel);
  if (value instanceof Map) return objectOf(value.entries());
  if (value instanceof UnsignedInt) return integer(value.valueOf());
  if (value instanceof Duration) return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return base64(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return objectOf(Object.entries(value));
  if ('name' in value && typeof value.name === 'string') return value.name;
  throw unfit('a value of CEL');
}

function objectOf(entries: Iterable<[unknown, unknown]>): Json {
  const object: Record<string, Json> = {};
  for (const [key, member] of entries) {
    // Assigning `__proto__` would change the prototype instead of adding a member.
    Object.defineProperty(object, String(key), {
      value: fromCel(member),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return object;
}

function integer(value: bigint): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function unfit(what: string): AppError {
  return new AppError('expression.evaluation', `the result is ${what}, which JSON cannot carry`);
}
