import type { Json, JsonObject } from './json.ts';
import { err, ok, type Result } from './result.ts';

/** Deepest nesting that is taken in; what walks a value later must not run out of stack. */
const DEEPEST = 512;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/**
 * Parses JSON of foreign origin so that canonical JSON can always carry it: numbers that a double does not hold (integers
 * beyond 2^53, 1e999) become strings of their own digits, lone surrogates are replaced. The error says why it is not JSON.
 */
export function parseJson(text: string): Result<Json, string> {
  if (isTooDeep(text)) return err(`is nested deeper than ${DEEPEST} levels`);
  try {
    const value = JSON.parse(hasInexactNumber(text) ? quoteInexactNumbers(text) : text) as Json;
    return ok(/\\u[dD][89a-fA-F]/.test(text) ? wellFormed(value) : value);
  } catch (error) {
    return err(error instanceof SyntaxError ? 'is not valid JSON' : String(error));
  }
}

/** A value as canonical JSON can carry it, by the same rules; `null` for one that is nested too deep. */
export function exactJson(value: Json): Json {
  const parsed = parseJson(JSON.stringify(value));
  return parsed.ok ? parsed.value : null;
}

/** The number itself when canonical JSON can carry it, else its digits as a string. */
export function exactNumber(value: number): number | string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return BigInt(value).toString();
  return value;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isString = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (isString) {
      if (code === 0x5c) i += 1;
      else if (code === 0x22) isString = false;
    } else if (code === 0x22) isString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}

function hasInexactNumber(text: string): boolean {
  if (!/\d{16}|\d[eE]/.test(text)) return false;
  return (text.match(NUMBER) ?? []).some(isInexact);
}

// Strings are matched whole, so digits inside them stay as they are. Only valid JSON is rewritten into valid JSON.
function quoteInexactNumbers(text: string): string {
  JSON.parse(text);
  return text.replace(STRING_OR_NUMBER, (token) => (!token.startsWith('"') && isInexact(token) ? `"${token}"` : token));
}

function isInexact(token: string): boolean {
  const value = Number(token);
  return typeof exactNumber(value) === 'string';
}

function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(wellFormed);
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, member]) => [key.toWellFormed(), wellFormed(member as Json)]),
  );
}
