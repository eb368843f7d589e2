import { createHash } from 'node:crypto';
import { close, fdatasync, openSync, write, writev } from 'node:fs';
import { promisify } from 'node:util';
import type { LogWriter } from '#main/engine/ports/log.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { LogRef } from '#shared/run/artifact.ts';
import { countFeeds, incompleteTail, LF } from './byte-text.ts';
import { footerLine, headerLine, LARGEST_OUTPUT, outputLine } from './cast-format.ts';
import { encodeEntry, INDEX_MAGIC, INDEX_STRIDE, type IndexEntry, indexPath } from './log-index.ts';

/** How long output waits for more of it. */
const BATCH_MS = 30;
/** Encoded bytes that wait for the disk before the caller has to wait, and when it may go on. */
const BACKLOG_HIGH = 8 << 20;
const BACKLOG_LOW = 2 << 20;

const closeFile = promisify(close);
const syncFile = promisify(fdatasync);

/** What a writer is given. */
export interface CastFile {
  readonly path: string;
  /** As in a LogRef. */
  readonly name: string;
  readonly fd: number;
  readonly terminal: { readonly width: number; readonly height: number };
  readonly clock: Clock;
  /** Whether `close` waits until the log is on the medium. */
  readonly durable: boolean;
}

/** Writes one log. Output is gathered for a moment and encoded at once; the file is written in the background. */
export class CastWriter implements LogWriter {
  readonly #file: CastFile;
  readonly #start: number;
  readonly #hash = createHash('sha256');
  #batch: Buffer = Buffer.alloc(0);
  #batchLength = 0;
  #batchTime = 0;
  #cancelTimer: (() => void) | undefined;
  #outputBytes = 0;
  #feeds = 0;
  #lastByte = LF;
  /** Bytes of the file, those that wait included. */
  #fileBytes = 0;
  #queue: Buffer[] = [];
  #queued = 0;
  #entries: IndexEntry[] = [];
  #indexed = 0;
  #indexFd: number | undefined;
  #pumping: Promise<void> | undefined;
  #fault: AppError | undefined;
  #waiters: (() => void)[] = [];
  #closing: Promise<LogRef> | undefined;

  constructor(file: CastFile) {
    this.#file = file;
    this.#start = file.clock.monotonic();
    this.#enqueue(headerLine(file.terminal, file.clock.now()));
  }

  write(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#closing !== undefined) return Promise.reject(new AppError('log.closed', 'the log is closed'));
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    if (bytes.length === 0) return undefined;
    if (this.#batch.length === 0) this.#batch = Buffer.allocUnsafe(LARGEST_OUTPUT);
    for (let at = 0; at < bytes.length; ) {
      if (this.#cancelTimer === undefined) this.#startBatch();
      const part = bytes.subarray(at, at + LARGEST_OUTPUT - this.#batchLength);
      this.#batch.set(part, this.#batchLength);
      this.#batchLength += part.length;
      at += part.length;
      if (this.#batchLength === LARGEST_OUTPUT) this.#flush(false);
    }
    return this.#queued > BACKLOG_HIGH ? this.#drained() : undefined;
  }

  close(redactions: number): Promise<LogRef> {
    this.#closing ??= this.#finish(redactions);
    return this.#closing;
  }

  #startBatch(): void {
    this.#batchTime = this.#elapsed();
    this.#cancelTimer = this.#file.clock.schedule(BATCH_MS, () => this.#flush(false));
  }

  #elapsed(): number {
    return (this.#file.clock.monotonic() - this.#start) / 1000;
  }

  /** Encodes what was gathered, but for a UTF-8 sequence that goes on in the next piece. */
  #flush(last: boolean): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const length = this.#batchLength;
    const tail = last ? 0 : incompleteTail(this.#batch, length);
    if (length === tail) return;
    const chunk = this.#batch.subarray(0, length - tail);
    if (this.#outputBytes - this.#indexed >= INDEX_STRIDE) {
      this.#indexed = this.#outputBytes;
      this.#entries.push({
        output: this.#outputBytes,
        file: this.#fileBytes,
        feeds: this.#feeds,
        time: this.#batchTime,
      });
    }
    this.#hash.update(chunk);
    this.#outputBytes += chunk.length;
    this.#feeds += countFeeds(chunk);
    this.#lastByte = chunk[chunk.length - 1] as number;
    for (const piece of outputLine(this.#batchTime, chunk)) this.#enqueue(piece);
    this.#batch.copyWithin(0, length - tail, length);
    this.#batchLength = tail;
  }

  #enqueue(bytes: Buffer): void {
    this.#queue.push(bytes);
    this.#queued += bytes.length;
    this.#fileBytes += bytes.length;
    this.#pumping ??= this.#pump();
  }

  /** Never rejects: a fault is kept for the next call. */
  async #pump(): Promise<void> {
    // What is written in one turn of the event loop goes out together.
    await Promise.resolve();
    try {
      while (this.#queue.length > 0 && this.#fault === undefined) {
        const entries = this.#entries;
        const buffers = this.#queue;
        const size = this.#queued;
        this.#queue = [];
        this.#entries = [];
        await writeAll(this.#file.fd, buffers);
        // After the log itself, so that the index never points behind its end.
        await this.#writeIndex(entries);
        this.#queued -= size;
        if (this.#queued <= BACKLOG_LOW) this.#release();
      }
    } catch (error) {
      this.#fault = new AppError('log.write', `the log ${this.#file.path} cannot be written`, { cause: error });
    }
    this.#pumping = undefined;
    if (this.#fault !== undefined) this.#release();
  }

  async #writeIndex(entries: readonly IndexEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const bytes = entries.map(encodeEntry);
    if (this.#indexFd === undefined) {
      this.#indexFd = openSync(indexPath(this.#file.path), 'w', 0o600);
      bytes.unshift(INDEX_MAGIC);
    }
    await writeAll(this.#indexFd, bytes);
  }

  #release(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resume of waiters) resume();
  }

  async #drained(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiters.push(resolve));
    if (this.#fault !== undefined) throw this.#fault;
  }

  async #finish(redactions: number): Promise<LogRef> {
    const { name, fd, durable } = this.#file;
    try {
      this.#flush(true);
      const bytes = this.#outputBytes;
      const lines = this.#feeds + (this.#lastByte === LF ? 0 : 1);
      const digest = `sha256:${this.#hash.digest('hex')}` as Digest;
      this.#enqueue(footerLine(this.#elapsed(), { bytes, lines, digest, redactions }));
      while (this.#pumping !== undefined) await this.#pumping;
      if (this.#fault !== undefined) throw this.#fault;
      if (durable && bytes > 0) await syncFile(fd);
      return { path: name, bytes, lines, digest, redactions };
    } finally {
      await closeFile(fd);
      if (this.#indexFd !== undefined) await closeFile(this.#indexFd);
    }
  }
}

/** Writes all of the buffers, also where the system takes them in parts. */
function writeAll(fd: number, buffers: readonly Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    writev(fd, buffers, (error, written) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const size = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
      if (written === size) resolve();
      else writeRest(fd, Buffer.concat(buffers).subarray(written)).then(resolve, reject);
    });
  });
}

async function writeRest(fd: number, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += await new Promise<number>((resolve, reject) => {
      write(fd, bytes, at, bytes.length - at, null, (error, written) =>
        error === null ? resolve(written) : reject(error),
      );
    });
  }
}
