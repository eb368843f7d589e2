import type { Json, JsonObject } from '../lib/json.ts';
import { exactJson, parseJson } from '../lib/parse-json.ts';

/** The texts of a result, one after the other, each on lines of its own. */
export function resultText(
  content: readonly ({ readonly type: 'text'; readonly text: string } | { readonly type: string })[],
): string {
  const texts = content.flatMap((part) => (part.type === 'text' && 'text' in part ? [part.text] : []));
  return texts.join('\n').toWellFormed();
}

/** The text of a result as JSON; `null` where it is none. */
export function resultJson(text: string): Json {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : null;
}

/** What a check sees as `result`: what the tool gave as data, else its text where that is JSON, else `null`. */
export function resultValue(structured: JsonObject | null, text: string): Json {
  return structured === null ? resultJson(text) : exactJson(structured);
}
