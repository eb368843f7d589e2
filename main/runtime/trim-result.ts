import type { Json, JsonObject } from '#shared/lib/json.ts';

/** Longest text and longest list of a recorded result. Logs and artifacts keep the rest. */
const TEXT = 64 * 1024;
const ITEMS = 1000;

/** A tool's result as it is recorded: long texts and lists are cut, and say so. */
export function trimResult(result: JsonObject): JsonObject {
  return trim(result) as JsonObject;
}

function trim(value: Json): Json {
  if (typeof value === 'string') {
    if (value.length <= TEXT) return value;
    return `${value.slice(0, TEXT).replace(/[\uD800-\uDBFF]$/, '')}… (${value.length - TEXT} more characters)`;
  }
  if (Array.isArray(value)) {
    const kept = value.slice(0, ITEMS).map(trim);
    return value.length > ITEMS ? [...kept, `… (${value.length - ITEMS} more)`] : kept;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, member === undefined ? undefined : trim(member)]),
    );
  }
  return value;
}
