/** A piece of a JSON text. */
export interface JsonToken {
  readonly kind: 'key' | 'string' | 'number' | 'word' | 'plain';
  readonly text: string;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)/g;

/** A formatted JSON text, line by line. */
export function jsonTokens(text: string): readonly (readonly JsonToken[])[] {
  return text.split('\n').map(lineTokens);
}

function lineTokens(line: string): readonly JsonToken[] {
  const tokens: JsonToken[] = [];
  let at = 0;
  for (const { 0: whole, 1: string, 2: colon, 3: number, index } of line.matchAll(TOKEN)) {
    if (index > at) tokens.push({ kind: 'plain', text: line.slice(at, index) });
    if (string !== undefined) {
      tokens.push({ kind: colon === undefined ? 'string' : 'key', text: string });
      if (colon !== undefined) tokens.push({ kind: 'plain', text: colon });
    } else tokens.push({ kind: number === undefined ? 'word' : 'number', text: whole });
    at = index + whole.length;
  }
  if (at < line.length) tokens.push({ kind: 'plain', text: line.slice(at) });
  return tokens;
}
