import type { LogChunk } from '#shared/api/logs.ts';
import type { RunId } from '#shared/run/ids.ts';
import { askAgain } from './ask-again.ts';

/** `client.logs.read`, or what stands in for it. */
export type ReadLog = (
  input: {
    readonly runId: RunId;
    readonly logId: string;
    readonly offset: number;
    readonly maxBytes: number;
    readonly waitMs: number;
  },
  options: { readonly signal: AbortSignal },
) => Promise<LogChunk>;

export interface LogStreamOptions {
  readonly runId: RunId;
  readonly logId: string;
  /** Offset to begin at; default 0. */
  readonly from?: number;
  /** Most bytes of one chunk; default 256 KiB. */
  readonly maxBytes?: number;
}

/** How long the control room may hold an answer back while nothing is printed, ms. */
const WAIT_MS = 20_000;

/**
 * One log from an offset on, live or closed. Whoever reads pulls: one chunk is on its way while the last one is taken in, and
 * no more, however much is printed. After a broken connection it goes on at the same byte.
 */
export class LogStream {
  readonly #read: ReadLog;
  readonly #options: LogStreamOptions;
  readonly #stop = new AbortController();
  #offset: number;
  #ahead: Promise<LogChunk> | undefined;
  #isAtEnd = false;

  constructor(read: ReadLog, options: LogStreamOptions) {
    this.#read = read;
    this.#options = options;
    this.#offset = options.from ?? 0;
  }

  /** Offset of what comes next. */
  get offset(): number {
    return this.#offset;
  }

  /** The next chunk, once there is one; `null` at the end of a closed log, and after `stop`. Rejects with ClientError. */
  async next(): Promise<LogChunk | null> {
    while (!this.#isAtEnd && !this.#stop.signal.aborted) {
      const asked = this.#ahead ?? this.#ask(this.#offset);
      this.#ahead = undefined;
      const chunk = await asked.catch((error: unknown) => {
        if (this.#stop.signal.aborted) return null;
        throw error;
      });
      if (chunk === null || this.#stop.signal.aborted) return null;
      this.#isAtEnd = chunk.closed && chunk.next >= chunk.size;
      this.#offset = chunk.next;
      if (!this.#isAtEnd) this.#askAhead();
      if (chunk.next > chunk.from) return chunk;
    }
    return null;
  }

  /** Ends it: nothing is asked for any more. */
  stop(): void {
    this.#stop.abort();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<LogChunk, void, void> {
    try {
      for (let chunk = await this.next(); chunk !== null; chunk = await this.next()) yield chunk;
    } finally {
      this.stop();
    }
  }

  #askAhead(): void {
    this.#ahead = this.#ask(this.#offset);
    // Whoever takes it hears of its failure; nobody may come.
    this.#ahead.catch(() => {});
  }

  async #ask(offset: number): Promise<LogChunk> {
    const { runId, logId, maxBytes = 262_144 } = this.#options;
    const { signal } = this.#stop;
    return askAgain(() => this.#read({ runId, logId, offset, maxBytes, waitMs: WAIT_MS }, { signal }), signal);
  }
}
