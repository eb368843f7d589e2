import { err, ok, type Result } from '#shared/lib/result.ts';
import type { DiagnosticCode } from '#shared/pulser/diagnostic.ts';

/** Most bytes of a plan. */
export const MAX_PLAN_BYTES = 2 * 1024 * 1024;

/** A fault of the text itself, at an offset in UTF-16 units. */
export interface TextProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly hint: string;
}

/** The text of a plan: valid UTF-8 of at most 2 MiB, without its byte order mark. */
export function decodeSource(source: Uint8Array | string): Result<string, TextProblem> {
  const bytes = typeof source === 'string' ? utf8Length(source) : source.byteLength;
  if (bytes > MAX_PLAN_BYTES) {
    return err({
      code: 'plan.too-large',
      message: `is ${bytes} bytes long; a plan has at most ${MAX_PLAN_BYTES}`,
      start: 0,
      end: 0,
      hint: 'Move data out of the plan into files that its steps read.',
    });
  }
  if (typeof source === 'string') return checked(source);
  try {
    return checked(new TextDecoder('utf-8', { fatal: true }).decode(source));
  } catch {
    // The decoder does not say where: what it made of the good part tells.
    const text = new TextDecoder('utf-8').decode(source);
    const start = firstBroken(source, text);
    return err({
      code: 'plan.encoding',
      message: 'is not valid UTF-8',
      start,
      end: start + 1,
      hint: 'Save the file as UTF-8.',
    });
  }
}

/** The lenient text of a source, for positions of problems that lie in its encoding. */
export function lenientText(source: Uint8Array | string): string {
  return typeof source === 'string' ? withoutMark(source) : withoutMark(new TextDecoder('utf-8').decode(source));
}

function checked(text: string): Result<string, TextProblem> {
  const clean = withoutMark(text);
  const start = firstUnfit(clean);
  if (start === -1) return ok(clean);
  return err({
    code: 'plan.encoding',
    message: clean[start] === '\0' ? 'has a NUL character' : 'has half of a surrogate pair',
    start,
    end: start + 1,
    hint: 'Remove the character.',
  });
}

/** Offset of the first character that no plan can hold, -1 when there is none. */
export function firstUnfit(text: string): number {
  const nul = text.indexOf('\0');
  if (text.isWellFormed()) return nul;
  for (let i = 0; i < text.length; i += 1) {
    if (i === nul) return i;
    const code = text.charCodeAt(i);
    if (code < 0xd800 || code > 0xdfff) continue;
    const next = text.charCodeAt(i + 1);
    if (code > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return i;
    i += 1;
  }
  return nul;
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function utf8Length(text: string): number {
  // A text of this many UTF-16 units is too large whatever its characters.
  return text.length > MAX_PLAN_BYTES ? text.length : new TextEncoder().encode(text).byteLength;
}

/** Offset in the lenient text of the first replacement character that the bytes do not spell out. */
function firstBroken(source: Uint8Array, text: string): number {
  const good = new TextEncoder().encode(text);
  const mark = source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf ? 3 : 0;
  let at = 0;
  while (at < good.length && source[at + mark] === good[at]) at += 1;
  return new TextDecoder('utf-8').decode(good.subarray(0, at)).length;
}
