import { client } from '#renderer/client/client.ts';
import type { RunId } from '#shared/run/ids.ts';

const PAGE = 200;
const MOST_PAGES = 40;
const LEAST_PAUSE_MS = 250;

/** When each line of a recording was printed, read in pages as they are needed. */
export class LineTimes {
  readonly #named: { readonly runId: RunId; readonly logId: string };
  readonly #onRead: () => void;
  readonly #pages = new Map<number, readonly number[]>();
  readonly #asked = new Map<number, number>();
  readonly #stop = new AbortController();

  constructor(named: { readonly runId: RunId; readonly logId: string }, onRead: () => void) {
    this.#named = named;
    this.#onRead = onRead;
  }

  /** Seconds since the act began; `undefined` until it is known. */
  at(line: number): number | undefined {
    const page = Math.floor(line / PAGE);
    const time = this.#pages.get(page)?.[line - page * PAGE];
    if (time === undefined) void this.#read(page);
    return time;
  }

  stop(): void {
    this.#stop.abort();
  }

  async #read(page: number): Promise<void> {
    const now = performance.now();
    if (now - (this.#asked.get(page) ?? Number.NEGATIVE_INFINITY) < LEAST_PAUSE_MS) return;
    this.#asked.set(page, now);
    const { signal } = this.#stop;
    try {
      const { lines } = await client.logs.lines({ ...this.#named, from: page * PAGE, count: PAGE }, { signal });
      this.#pages.delete(page);
      this.#pages.set(
        page,
        lines.map(({ time }) => time),
      );
      for (const old of this.#pages.keys()) {
        if (this.#pages.size <= MOST_PAGES) break;
        this.#pages.delete(old);
      }
      if (!signal.aborted) this.#onRead();
    } catch {
      // Times are an extra: the next look asks again.
    }
  }
}
