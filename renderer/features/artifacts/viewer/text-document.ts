import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { readBlocks, readBytes } from '../content.ts';
import { ROWS_PER_PAGE, TextIndex, type TextRow } from '../model/text-index.ts';

/** Pages that are kept: some hundred screens. */
const MOST_PAGES = 48;

/** A text of any size, of which only the rows around what is in sight are held. */
export class TextDocument {
  readonly #digest: Digest;
  readonly #size: number;
  readonly #index = new TextIndex();
  readonly #pages = new Map<number, readonly TextRow[]>();
  readonly #asked = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #stop = new AbortController();
  #version = 0;
  #error: ClientError | null = null;

  constructor(digest: Digest, size: number) {
    this.#digest = digest;
    this.#size = size;
  }

  /** Changes whenever something else is to be drawn. */
  get version(): number {
    return this.#version;
  }

  get error(): ClientError | null {
    return this.#error;
  }

  /** Share of the bytes whose rows are known. */
  get progress(): number {
    return this.#size === 0 ? 1 : this.#index.bytes / this.#size;
  }

  /** Rows that can be shown: the last one found may still grow. */
  get rows(): number {
    return this.progress < 1 ? Math.max(0, this.#index.rows - 1) : this.#index.rows;
  }

  get lines(): number {
    return this.#index.lines;
  }

  /** Finds the rows in the background. Returns what ends that. */
  start(): () => void {
    const stop = new AbortController();
    this.#stop = stop;
    if (this.progress < 1 && this.#index.bytes === 0) void this.#scan(stop.signal);
    return () => stop.abort();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A row; undefined while it is being read. */
  rowAt(index: number): TextRow | undefined {
    const page = Math.floor(index / ROWS_PER_PAGE);
    const rows = this.#pages.get(page);
    if (rows === undefined) void this.#load(page);
    return rows?.[index % ROWS_PER_PAGE];
  }

  async #scan(signal: AbortSignal): Promise<void> {
    try {
      for await (const bytes of readBlocks(this.#digest, this.#size, signal)) {
        if (signal.aborted) return;
        // The last page grew.
        this.#pages.delete(Math.floor(this.#index.rows / ROWS_PER_PAGE));
        this.#index.feed(bytes);
        this.#changed();
      }
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  async #load(page: number): Promise<void> {
    const range = this.#index.range(page);
    if (range === undefined || this.#asked.has(page)) return;
    this.#asked.add(page);
    try {
      const bytes = await readBytes(this.#digest, range.from, Math.max(1, range.to - range.from), this.#stop.signal);
      const newest = this.#index.range(page);
      // A page that grew meanwhile is read again when it is drawn.
      if (newest?.to === range.to) this.#keep(page, this.#index.decode(page, bytes));
      this.#changed();
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#fail(error);
    } finally {
      this.#asked.delete(page);
    }
  }

  #keep(page: number, rows: readonly TextRow[]): void {
    this.#pages.set(page, rows);
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > MOST_PAGES && oldest !== undefined) this.#pages.delete(oldest);
  }

  #fail(error: unknown): void {
    this.#error = toClientError(error);
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
