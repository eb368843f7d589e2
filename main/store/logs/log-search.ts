import { isUtf8 } from 'node:buffer';
import { AppError } from '#shared/lib/app-error.ts';
import { countFeeds, LF } from './byte-text.ts';
import type { LogPiece } from './log-content.ts';

/** A line that holds what was searched. */
export interface LogMatch {
  /** Bytes of output before the first place in the line. */
  readonly offset: number;
  /** Counted from 0. */
  readonly line: number;
  /** The line without its line break; of a very long one the part around the place. */
  readonly text: string;
}

export interface SearchOptions {
  /** Only places at or after this offset of the output. */
  readonly from?: number;
  /** Only places before this offset; what comes after it is not read. */
  readonly to?: number;
  /** Most matches; default all. */
  readonly limit?: number;
  /** Upper and lower case are alike. */
  readonly ignoreCase?: boolean;
  readonly signal?: AbortSignal;
}

/** Consecutive output. */
type Part = Pick<LogPiece, 'offset' | 'feeds' | 'bytes'>;

// A line longer than this is searched in parts that overlap, and may match once in each.
const LONGEST_PART = 1 << 20;
const SHOWN_BEFORE = 1024;
const SHOWN_AFTER = 3072;
const CR = 0x0d;

/** Finds the lines that hold a text. `pieces` follow one another. Throws the signal's reason once it aborted. */
export async function* searchPieces(
  pieces: AsyncIterable<LogPiece>,
  query: string,
  options: SearchOptions,
): AsyncGenerator<LogMatch> {
  if (query === '' || /[\r\n]/.test(query)) throw new AppError('log.query', 'a search needs a text within one line');
  const { from = 0, to = Number.POSITIVE_INFINITY, limit = Number.POSITIVE_INFINITY, ignoreCase = false } = options;
  const { signal } = options;
  const needle = ignoreCase ? lowerCase(Buffer.from(query, 'utf8')) : Buffer.from(query, 'utf8');
  let found = 0;
  let next = from;
  for await (const part of wholeLines(pieces, needle.length)) {
    signal?.throwIfAborted();
    if (part.offset >= to) return;
    for (const match of matchesIn(part, needle, ignoreCase)) {
      if (match.offset >= to) return;
      if (match.offset < next) continue;
      next = match.offset + 1;
      yield match;
      found += 1;
      if (found >= limit) return;
    }
  }
}

/** The output cut between lines; within a line only when it is very long, `overlap` bytes twice. */
async function* wholeLines(pieces: AsyncIterable<LogPiece>, overlap: number): AsyncGenerator<Part> {
  let rest: Part | undefined;
  for await (const piece of pieces) {
    const all: Part = rest === undefined ? piece : { ...rest, bytes: Buffer.concat([rest.bytes, piece.bytes]) };
    const lines = all.bytes.lastIndexOf(LF) + 1;
    if (lines > 0) {
      yield { ...all, bytes: all.bytes.subarray(0, lines) };
      rest = after(all, lines);
    } else if (all.bytes.length > LONGEST_PART) {
      yield all;
      rest = after(all, all.bytes.length - overlap);
    } else {
      rest = all;
    }
  }
  if (rest !== undefined) yield rest;
}

function after(part: Part, at: number): Part {
  const feeds = part.feeds + countFeeds(part.bytes.subarray(0, at));
  return { offset: part.offset + at, feeds, bytes: part.bytes.subarray(at) };
}

/** The first place of each line. */
function* matchesIn(part: Part, needle: Buffer, ignoreCase: boolean): Generator<LogMatch> {
  const { bytes } = part;
  const haystack = ignoreCase ? lowerCase(bytes) : bytes;
  let line = part.feeds;
  let counted = 0;
  for (let at = haystack.indexOf(needle); at >= 0; ) {
    line += countFeeds(bytes.subarray(counted, at));
    counted = at;
    const feed = bytes.indexOf(LF, at);
    const end = feed < 0 ? bytes.length : feed;
    yield { offset: part.offset + at, line, text: shown(bytes, at, end) };
    at = haystack.indexOf(needle, end);
  }
}

function shown(bytes: Buffer, at: number, lineEnd: number): string {
  const start = Math.max(bytes.lastIndexOf(LF, at) + 1, at - SHOWN_BEFORE);
  const end = Math.min(bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd, at + SHOWN_AFTER);
  return bytes.toString('utf8', start, end);
}

/** The bytes in lower case, as many as before: beyond ASCII only where no character changes its length. */
function lowerCase(bytes: Buffer): Buffer {
  if (isUtf8(bytes)) {
    const lower = Buffer.from(bytes.toString('utf8').toLowerCase(), 'utf8');
    if (lower.length === bytes.length) return lower;
  }
  const lower = Buffer.from(bytes);
  for (let i = 0; i < lower.length; i += 1) {
    const byte = lower[i] as number;
    if (byte >= 0x41 && byte <= 0x5a) lower[i] = byte + 0x20;
  }
  return lower;
}
