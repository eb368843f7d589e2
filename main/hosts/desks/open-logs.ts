import type { Clock } from '#main/kernel/clock.ts';
import { type LogReader, openLog } from '#main/store/logs/log-reader.ts';

/** Logs that stay open, and how long nobody may have asked for one, ms. */
const KEPT = 16;
const IDLE_MS = 30_000;

interface OpenLog {
  readonly reader: Promise<LogReader>;
  users: number;
  cancelIdle: () => void;
}

/** Keeps readers of logs open while they are asked for: opening one again would read its index again. */
export class OpenLogs {
  readonly #clock: Clock;
  readonly #open = new Map<string, OpenLog>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Hands a log's reader to `read`. Throws AppError `log.missing`, `log.damaged`. */
  async with<T>(path: string, read: (reader: LogReader) => Promise<T>): Promise<T> {
    const log = this.#open.get(path) ?? {
      reader: openLog(path, { clock: this.#clock }),
      users: 0,
      cancelIdle: () => {},
    };
    log.cancelIdle();
    log.users += 1;
    // The last that were asked for are at the end.
    this.#open.delete(path);
    this.#open.set(path, log);
    this.#trim();
    try {
      return await read(await log.reader);
    } catch (error) {
      // A reader that failed may see the log wrongly ever after.
      if (this.#open.get(path) === log) this.#open.delete(path);
      throw error;
    } finally {
      log.users -= 1;
      if (log.users === 0) this.#rest(path, log);
    }
  }

  async close(): Promise<void> {
    const all = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(all.map((log) => this.#end(log)));
  }

  #rest(path: string, log: OpenLog): void {
    if (this.#open.get(path) !== log) {
      void this.#end(log);
      return;
    }
    log.cancelIdle = this.#clock.schedule(
      IDLE_MS,
      () => {
        if (this.#open.get(path) === log) this.#open.delete(path);
        void this.#end(log);
      },
      { background: true },
    );
  }

  #trim(): void {
    for (const [path, log] of this.#open) {
      if (this.#open.size <= KEPT) return;
      if (log.users > 0) continue;
      this.#open.delete(path);
      void this.#end(log);
    }
  }

  async #end(log: OpenLog): Promise<void> {
    log.cancelIdle();
    const reader = await log.reader.catch(() => undefined);
    if (log.users === 0) await reader?.close();
  }
}
