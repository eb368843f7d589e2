import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type Clock, systemClock } from '#main/kernel/clock.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { countFeeds, LF } from './byte-text.ts';
import type { LogFooter } from './cast-format.ts';
import { castLines } from './cast-lines.ts';
import { LogContent, type LogEnd, type LogPiece, readIndex } from './log-content.ts';
import { watchFile } from './log-follow.ts';
import { type LogMatch, type SearchOptions, searchPieces } from './log-search.ts';

/** How much is in a log. */
export interface LogSize {
  /** Bytes of output. */
  readonly bytes: number;
  readonly lines: number;
  /** The writer closed the log in order; `false` while it writes, and for ever when it was killed. */
  readonly closed: boolean;
}

/** A line of output. */
export interface LogLine {
  /** Counted from 0. */
  readonly line: number;
  /** Bytes of output before it. */
  readonly offset: number;
  /** Without its line break; bytes that are not UTF-8 as U+FFFD. */
  readonly text: string;
  /** The line goes on; only its first 64 KiB are given. */
  readonly truncated: boolean;
  /** When it began, seconds since the start. */
  readonly time: number;
}

export interface FollowOptions {
  /** Ends the iteration, without an error. */
  readonly signal: AbortSignal;
  /** Offset of the output to begin at; default 0. */
  readonly from?: number;
  /** Whether nobody will write any more, where that is known otherwise (the run has ended, its owner died). */
  readonly isAbandoned?: () => boolean;
}

/** What a recording must be, and is. `open`: it was not closed, so nothing was promised; as far as it goes it can be read. */
export interface LogVerification {
  readonly status: 'intact' | 'changed' | 'open';
  readonly bytes: number;
  readonly lines: number;
  readonly digest: Digest;
  /** What does not fit. */
  readonly problem?: string;
}

const LONGEST_LINE = 65_536;
const CR = 0x0d;

/** Reads one log, live or closed, of this process or another. Throws AppError `log.missing`, `log.damaged`. */
export async function openLog(path: string, options: { readonly clock?: Clock } = {}): Promise<LogReader> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') throw new AppError('log.missing', `there is no log ${path}`, { cause: error });
    throw error;
  });
  try {
    const content = new LogContent(file, await readIndex(path, file));
    return new LogReader(path, file, content, options.clock ?? systemClock);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Every method sees the log as it stands when it is called. */
export class LogReader {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #content: LogContent;
  readonly #clock: Clock;

  constructor(path: string, file: FileHandle, content: LogContent, clock: Clock) {
    this.#path = path;
    this.#file = file;
    this.#content = content;
    this.#clock = clock;
  }

  async size(): Promise<LogSize> {
    const end = await this.#content.refresh();
    return { bytes: end.output, lines: linesOf(end), closed: end.footer !== undefined };
  }

  /** The bytes of output from `offset` on, fewer at the end. */
  async window(range: { readonly offset: number; readonly length: number }): Promise<Buffer> {
    const end = await this.#content.refresh();
    const from = Math.max(0, range.offset);
    const to = Math.min(end.output, from + range.length);
    const parts: Buffer[] = [];
    if (from < to) {
      for await (const piece of this.#content.piecesAt(this.#content.placeOf(from))) {
        if (piece.offset >= to) break;
        const part = piece.bytes.subarray(Math.max(0, from - piece.offset), to - piece.offset);
        if (part.length > 0) parts.push(part);
      }
    }
    return Buffer.concat(parts);
  }

  /** Lines from number `from` (counted from 0) on. */
  async lines(range: { readonly from: number; readonly count: number }): Promise<readonly LogLine[]> {
    await this.#content.refresh();
    const lines: LogLine[] = [];
    const last = range.from + range.count;
    if (range.count <= 0) return lines;
    const open = new OpenLine();
    for await (const piece of this.#content.piecesAt(this.#content.placeOfLine(range.from))) {
      let line = piece.feeds;
      for (let at = 0; at < piece.bytes.length; line += 1) {
        if (line >= last) return lines;
        const feed = piece.bytes.indexOf(LF, at);
        const end = feed < 0 ? piece.bytes.length : feed;
        if (line >= range.from) open.add(line, piece, at, end);
        if (feed < 0) break;
        if (line >= range.from) lines.push(open.take());
        at = feed + 1;
      }
    }
    // An unfinished last line counts, as it does in `size`.
    if (open.hasBegun) lines.push(open.take());
    return lines;
  }

  /** The output from an offset on, as it comes, until the writer closes the log. */
  async *follow({ signal, from = 0, isAbandoned = () => false }: FollowOptions): AsyncGenerator<Buffer> {
    const changes = watchFile(this.#path, this.#clock);
    try {
      let place = this.#content.placeOf(from);
      while (!signal.aborted) {
        // Asked before looking: what was written before it was given up is then seen.
        const isLast = isAbandoned();
        const end = await this.#content.refresh();
        for await (const piece of this.#content.piecesAt(place)) {
          if (signal.aborted) return;
          place = piece.next;
          const part = piece.bytes.subarray(Math.max(0, from - piece.offset));
          if (part.length > 0) yield part;
        }
        if (end.footer !== undefined || isLast) return;
        await changes.next(signal);
      }
    } finally {
      changes.close();
    }
  }

  /** The lines that hold a text. */
  async *search(query: string, options: SearchOptions = {}): AsyncGenerator<LogMatch> {
    await this.#content.refresh();
    // From a little before, so that the line around the first place is whole.
    const from = Math.max(0, (options.from ?? 0) - LONGEST_LINE);
    yield* searchPieces(this.#content.piecesAt(this.#content.placeOf(from)), query, options);
  }

  /** The output with its times, in seconds since the start: from the piece in which that offset of the output lies. */
  async *replay(from = 0): AsyncGenerator<readonly [time: number, bytes: Buffer]> {
    await this.#content.refresh();
    for await (const { offset, time, bytes } of this.#content.piecesAt(this.#content.placeOf(from))) {
      if (offset + bytes.length > from) yield [time, bytes.subarray(Math.max(0, from - offset))];
    }
  }

  /** How long it has been written to, in seconds. */
  async seconds(): Promise<number> {
    return (await this.#content.refresh()).time;
  }

  /** Reads the whole recording and compares it with what its writer said of it, and with what the run's events say. */
  async verify(expected?: Pick<LogFooter, 'bytes' | 'digest'>): Promise<LogVerification> {
    const hash = createHash('sha256');
    let end: LogEnd = { file: 0, output: 0, feeds: 0, lastByte: LF, time: 0, footer: undefined };
    let problem: string | undefined;
    try {
      for await (const { event } of castLines(this.#file, 0)) {
        if (end.footer !== undefined) problem ??= 'something follows the closing line';
        if (event.time < end.time) problem ??= 'its times go back';
        if (event.kind === 'output') {
          hash.update(event.bytes);
          end = {
            ...end,
            time: event.time,
            output: end.output + event.bytes.length,
            feeds: end.feeds + countFeeds(event.bytes),
            lastByte: event.bytes.at(-1) ?? end.lastByte,
          };
        } else if (event.kind === 'footer') {
          end = { ...end, footer: event.footer };
        }
      }
    } catch (error) {
      if (errorCode(error) !== 'log.damaged') throw error;
      problem = error instanceof Error ? error.message : String(error);
    }
    const found = { bytes: end.output, lines: linesOf(end), digest: `sha256:${hash.digest('hex')}` as Digest };
    for (const said of [end.footer, expected]) {
      if (said === undefined) continue;
      if (said.bytes !== found.bytes) problem ??= `${said.bytes} bytes were recorded, ${found.bytes} are there`;
      if (said.digest !== found.digest) problem ??= 'its content is not what was recorded';
    }
    if (problem !== undefined) return { status: 'changed', ...found, problem };
    return { status: end.footer === undefined && expected === undefined ? 'open' : 'intact', ...found };
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** A line that is put together from pieces, its first 64 KiB. */
class OpenLine {
  #line = -1;
  #offset = 0;
  #time = 0;
  #parts: Buffer[] = [];
  #length = 0;
  #total = 0;

  get hasBegun(): boolean {
    return this.#line >= 0;
  }

  add(line: number, piece: LogPiece, from: number, to: number): void {
    if (this.#line < 0) {
      this.#line = line;
      this.#offset = piece.offset + from;
      this.#time = piece.time;
    }
    const bytes = piece.bytes.subarray(from, to);
    const kept = bytes.subarray(0, LONGEST_LINE + 1 - this.#length);
    this.#parts.push(kept);
    this.#length += kept.length;
    this.#total += bytes.length;
  }

  take(): LogLine {
    const bytes = Buffer.concat(this.#parts);
    const isTruncated = this.#total > LONGEST_LINE;
    let end = Math.min(bytes.length, LONGEST_LINE);
    if (!isTruncated && bytes[end - 1] === CR) end -= 1;
    const line = {
      line: this.#line,
      offset: this.#offset,
      text: bytes.toString('utf8', 0, end),
      truncated: isTruncated,
      time: this.#time,
    };
    this.#line = -1;
    this.#parts = [];
    this.#length = 0;
    this.#total = 0;
    return line;
  }
}

function linesOf(end: LogEnd): number {
  return end.feeds + (end.lastByte === LF || end.output === 0 ? 0 : 1);
}
