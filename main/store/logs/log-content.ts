import { type FileHandle, readFile } from 'node:fs/promises';
import { errorCode } from '#shared/lib/app-error.ts';
import { countFeeds, LF } from './byte-text.ts';
import type { LogFooter } from './cast-format.ts';
import { castLines } from './cast-lines.ts';
import { decodeIndex, INDEX_STRIDE, type IndexEntry, indexPath, lastWhere } from './log-index.ts';

/** A piece of output. */
export interface LogPiece {
  /** Bytes of output before it. */
  readonly offset: number;
  /** Line feeds before it. */
  readonly feeds: number;
  /** Seconds since the start. */
  readonly time: number;
  readonly bytes: Buffer;
  /** Where what follows it begins. */
  readonly next: LogPlace;
}

/** A place between two events. */
export type LogPlace = Omit<IndexEntry, 'time'>;

/** How far a log has been read. */
export interface LogEnd {
  readonly file: number;
  readonly output: number;
  readonly feeds: number;
  readonly lastByte: number;
  readonly time: number;
  readonly footer: LogFooter | undefined;
}

const BEGINNING: IndexEntry = { output: 0, file: 0, feeds: 0, time: 0 };

/** The output of one file as it grows: knows its index and its end, and reads from any offset. */
export class LogContent {
  readonly #file: FileHandle;
  readonly #entries: IndexEntry[];
  #end: LogEnd;
  #reading: Promise<LogEnd> | undefined;

  constructor(file: FileHandle, entries: readonly IndexEntry[]) {
    this.#file = file;
    this.#entries = [...entries];
    this.#end = { ...(entries.at(-1) ?? BEGINNING), lastByte: LF, footer: undefined };
  }

  /** Reads on to the present end of the file. */
  refresh(): Promise<LogEnd> {
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** A place from which the pieces begin at `offset` or before, as little as can be. */
  placeOf(offset: number): LogPlace {
    return lastWhere(this.#entries, (entry) => entry.output <= offset) ?? BEGINNING;
  }

  /** The same by line, counted from 0: the pieces begin before that line does, or with it at the beginning. */
  placeOfLine(line: number): LogPlace {
    return lastWhere(this.#entries, (entry) => entry.feeds < line) ?? BEGINNING;
  }

  /** The pieces from a place up to the end that `refresh` found last. */
  async *piecesAt(place: LogPlace): AsyncGenerator<LogPiece> {
    let { output, feeds } = place;
    for await (const { end, event } of castLines(this.#file, place.file, this.#end.file)) {
      if (event.kind !== 'output') continue;
      const { time, bytes } = event;
      const next = { file: end, output: output + bytes.length, feeds: feeds + countFeeds(bytes) };
      yield { offset: output, feeds, time, bytes, next };
      ({ output, feeds } = next);
    }
  }

  async #readOn(): Promise<LogEnd> {
    if (this.#end.footer !== undefined) return this.#end;
    for await (const { start, end, event } of castLines(this.#file, this.#end.file)) {
      const before = this.#end;
      if (event.kind !== 'output') {
        this.#end = {
          ...before,
          file: end,
          time: event.time,
          footer: event.kind === 'footer' ? event.footer : undefined,
        };
        continue;
      }
      if (before.output - (this.#entries.at(-1)?.output ?? 0) >= INDEX_STRIDE) {
        this.#entries.push({ output: before.output, file: start, feeds: before.feeds, time: event.time });
      }
      this.#end = {
        file: end,
        output: before.output + event.bytes.length,
        feeds: before.feeds + countFeeds(event.bytes),
        lastByte: event.bytes.at(-1) ?? before.lastByte,
        time: event.time,
        footer: undefined,
      };
    }
    return this.#end;
  }
}

/** What the index file of a log says, as far as it fits the log; nothing when there is none. */
export async function readIndex(path: string, file: FileHandle): Promise<readonly IndexEntry[]> {
  const bytes = await readFile(indexPath(path)).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  const entries = decodeIndex(bytes, (await file.stat()).size);
  const last = entries.at(-1);
  return last === undefined || (await isEventStart(file, last)) ? entries : [];
}

async function isEventStart(file: FileHandle, entry: IndexEntry): Promise<boolean> {
  const expected = `\n[${entry.time.toFixed(6)},"o",`;
  const bytes = Buffer.alloc(expected.length);
  await file.read(bytes, 0, bytes.length, entry.file - 1);
  return bytes.toString('latin1') === expected;
}
