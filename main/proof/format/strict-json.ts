import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Json } from '#shared/lib/json.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';

/** Deeper than this nothing in a bundle is nested. */
const DEEPEST = 600;

export type JsonRule = 'json.encoding' | 'json.syntax' | 'json.depth' | 'json.duplicate-key' | 'json.not-canonical';

/**
 * Reads JSON that must stand in its one canonical form (RFC 8785), so that no two readers can see two things in the same
 * bytes: no duplicate keys, no spare white space, no second spelling of a value.
 */
export function parseCanonical(bytes: Uint8Array): Result<Json, JsonRule> {
  const text = decodeUtf8(bytes);
  if (text === undefined) return err('json.encoding');
  const scanned = scan(text);
  if (scanned === 'too-deep') return err('json.depth');
  try {
    const value = JSON.parse(text) as Json;
    if (canonicalJson(value) === text) return ok(value);
    return err(scanned === 'duplicate-key' ? 'json.duplicate-key' : 'json.not-canonical');
  } catch (error) {
    if (error instanceof SyntaxError) return err('json.syntax');
    // A number or a string that canonical JSON cannot carry.
    if (error instanceof RangeError) return err('json.not-canonical');
    throw error;
  }
}

/** The text of UTF-8 bytes; `undefined` when they are not UTF-8. A byte order mark is kept, as the character it is. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // The decoder has one reason only to throw.
    return undefined;
  }
}

/** Looks for what JSON.parse lets through: too deep nesting and duplicate keys. Whatever is not JSON, JSON.parse reports. */
function scan(text: string): 'fine' | 'too-deep' | 'duplicate-key' {
  const keys: (Set<string> | undefined)[] = [];
  let isDuplicate = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '{' || char === '[') {
      keys.push(char === '{' ? new Set() : undefined);
      if (keys.length > DEEPEST) return 'too-deep';
    } else if (char === '}' || char === ']') keys.pop();
    else if (char === '"') {
      const end = endOfString(text, at);
      const open = keys.at(-1);
      if (open !== undefined && /^\s*:/.test(text.slice(end + 1, end + 32))) {
        const key = unescape(text.slice(at, end + 1));
        if (open.has(key)) isDuplicate = true;
        open.add(key);
      }
      at = end;
    }
  }
  return isDuplicate ? 'duplicate-key' : 'fine';
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function unescape(quoted: string): string {
  if (!quoted.includes('\\')) return quoted;
  try {
    return JSON.stringify(JSON.parse(quoted));
  } catch {
    // Not a string: JSON.parse of the whole text says so.
    return quoted;
  }
}
