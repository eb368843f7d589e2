import { closeSync, constants, type FSWatcher, openSync, watch, writeSync } from 'node:fs';
import type { Clock } from '#main/kernel/clock.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import type { Connection } from './connection.ts';

/** The safety net where a file watch says nothing (some file systems, a wake file that was removed), ms. */
const POLL_MS = 1000;

/**
 * Tells listeners of commits that may let somebody act. Those of this store directly, after the commit; those of other
 * processes by a file that each of them writes to and watches. A watch that fires says little (our own writing fires it as
 * well), so SQLite is asked whether anybody else has committed.
 */
export class Wake {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #onWarning: (message: string) => void;
  readonly #listeners = new Set<() => void>();
  #descriptor: number | undefined;
  #watcher: FSWatcher | undefined;
  #cancelPoll: (() => void) | undefined;
  #seen = 0;

  constructor(options: {
    readonly file: string;
    readonly clock: Clock;
    readonly connection: Connection;
    readonly onWarning: (message: string) => void;
  }) {
    this.#file = options.file;
    this.#clock = options.clock;
    this.#connection = options.connection;
    this.#onWarning = options.onWarning;
    if (options.connection.writable) {
      this.#descriptor = openSync(options.file, constants.O_RDWR | constants.O_CREAT, 0o600);
    }
  }

  /** After a commit of this store, outside its transaction. */
  notify(): void {
    this.#touch();
    this.#call();
  }

  listen(listener: () => void): () => void {
    // Two listeners may be the same function; each has its own place.
    const entry = (): void => listener();
    if (this.#listeners.size === 0) this.#start();
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  close(): void {
    this.#listeners.clear();
    this.#stop();
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #touch(): void {
    if (this.#descriptor === undefined) return;
    try {
      writeSync(this.#descriptor, '.', 0);
    } catch (error) {
      this.#onWarning(`other processes learn of new work late: ${errorMessage(error)}`);
    }
  }

  #start(): void {
    this.#seen = this.#connection.dataVersion();
    try {
      this.#watcher = watch(this.#file, { persistent: false }, () => this.#look());
      this.#watcher.on('error', (error) => this.#unwatch(error));
    } catch (error) {
      this.#unwatch(error);
    }
    this.#poll();
  }

  #unwatch(error: unknown): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#onWarning(`new work of other processes is looked for once a second: ${errorMessage(error)}`);
  }

  #poll(): void {
    this.#cancelPoll = this.#clock.schedule(
      POLL_MS,
      () => {
        this.#poll();
        this.#look();
      },
      { background: true },
    );
  }

  #look(): void {
    if (this.#cancelPoll === undefined) return;
    try {
      const version = this.#connection.dataVersion();
      if (version === this.#seen) return;
      this.#seen = version;
    } catch (error) {
      this.#onWarning(`the database cannot be asked for new work: ${errorMessage(error)}`);
      return;
    }
    this.#call();
  }

  #stop(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#cancelPoll?.();
    this.#cancelPoll = undefined;
  }

  #call(): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        // The commit stands whatever a listener makes of it.
        this.#onWarning(`a listener of the store failed: ${errorMessage(error)}`);
      }
    }
  }
}
