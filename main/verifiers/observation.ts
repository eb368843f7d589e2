import type { Observation } from '#main/engine/ports/verifier.ts';
import type { Json } from '#shared/lib/json.ts';

/** Characters of a text that a reading keeps. */
const TEXT_LIMIT = 4 * 1024;
/** Characters of a value, as JSON, that a message shows. */
const VALUE_LIMIT = 200;

export function green(observed: Json, message: string): Observation {
  return { status: 'green', observed, message };
}

export function red(observed: Json, message: string): Observation {
  return { status: 'red', observed, message };
}

export function unreadable(observed: Json, message: string): Observation {
  return { status: 'unreadable', observed, message };
}

/**
 * The start of a text, as a reading keeps it. It is masked only after it was cut, and half a secret would not be recognised:
 * so it is cut between words.
 */
export function briefText(text: string, limit = TEXT_LIMIT): string {
  if (text.length <= limit) return text;
  const end = text.slice(0, limit + 1).search(/\s\S*$/);
  return `${end < 0 ? '' : text.slice(0, end)}… (${text.length} characters)`;
}

/** A value as a reading keeps it: whole, or, when it is large, the start of its JSON. */
export function briefValue(value: Json): Json {
  const text = JSON.stringify(value);
  return text.length <= TEXT_LIMIT ? value : briefText(JSON.stringify(value, null, 1));
}

/** A value as one line of a message shows it. */
export function shownValue(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= VALUE_LIMIT ? text : `${typeof value} of ${text.length} characters`;
}
