import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { Store } from '#main/engine/ports/store.ts';
import { type Clock, delay } from '#main/kernel/clock.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import { changeFeed } from '../changes.ts';
import { Connection } from '../connection.ts';
import { dataFolder } from '../data-folder.ts';
import { bootTime } from '../openings.ts';
import { applyPragmas } from '../pragmas.ts';
import { isDamage } from '../sqlite-error.ts';
import { IndexWriter } from './index-writer.ts';
import { logText, planPieces, reasonPiece } from './run-pieces.ts';
import { openSearchToWrite, removeSearch } from './search-file.ts';

export interface IndexerOptions {
  readonly store: Pick<Store, 'onWake' | 'history'>;
  /** Where a log of a LogRef's path is. */
  readonly logs: { resolve(path: string): string };
  readonly dataDir: string;
  readonly clock: Clock;
  /** Told, in one line, when indexing has ended for good: searches go on with what is there. */
  readonly onWarning?: (message: string) => void;
}

export interface Indexer {
  /** Resolves once everything that had happened until now is in the index, or indexing has ended. */
  caughtUp(): Promise<void>;
  /** Ends after the piece of work that is under way. */
  stop(): Promise<void>;
}

/** Work is done in pieces of about this long, with as long a rest after each, ms. */
const SLICE_MS = 8;
/** The safety net where nobody is woken. */
const POLL_MS = 5000;

interface LogRow {
  readonly path: string;
  readonly step_id: string;
}

/**
 * Fills the text index of a data folder after runs have ended, from where it was left, whichever process ran them; before
 * that it warms up the history. It has connections of its own, writes to the index alone, and keeps the pieces of work so
 * small that a host can do other things beside it. Several indexers do no harm, only the work twice.
 */
export function startIndexer(options: IndexerOptions): Indexer {
  const stopping = new AbortController();
  let wakeUp = (): void => {};
  let isWoken = false;
  const waiters = new Set<() => void>();
  const leave = options.store.onWake(() => {
    isWoken = true;
    wakeUp();
  });

  const rest = async (): Promise<void> => {
    // Who was told of something after the last look waits for the next one.
    if (isWoken || stopping.signal.aborted) return;
    for (const waiter of waiters) waiter();
    waiters.clear();
    const woken = new AbortController();
    wakeUp = () => woken.abort();
    await delay(options.clock, POLL_MS, AbortSignal.any([woken.signal, stopping.signal])).catch(() => {});
  };

  const work = async (): Promise<void> => {
    const slices = new Slices(options.clock, stopping.signal);
    // Somebody is about to look: so no longer rests than others need to come in between.
    while (options.store.history.warm()) await slices.breathe();
    for (let isAnew = false; !stopping.signal.aborted; isAnew = true) {
      const indexing = new Indexing(options, slices);
      try {
        while (!stopping.signal.aborted) {
          isWoken = false;
          if (!(await indexing.next())) await rest();
        }
      } catch (error) {
        if (isAnew || !isDamage(error)) throw error;
        removeSearch(dataFolder(resolve(options.dataDir)).search);
      } finally {
        indexing.close();
      }
    }
  };

  const done = work()
    .catch((error: unknown) => {
      if (stopping.signal.aborted) return;
      options.onWarning?.(`texts are not indexed any more: ${errorMessage(error)}`);
    })
    .finally(() => {
      stopping.abort();
      leave();
      for (const waiter of waiters) waiter();
    });

  return {
    caughtUp() {
      if (stopping.signal.aborted) return Promise.resolve();
      return new Promise((settle) => {
        waiters.add(settle);
        isWoken = true;
        wakeUp();
      });
    },
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** Gives the process back after every few milliseconds of work. */
class Slices {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #began: number;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    this.#began = clock.monotonic();
  }

  /** Rests for as long as it worked. Throws the signal's reason once it aborted. */
  pause(): Promise<void> {
    return this.#rest((worked) => worked);
  }

  /** Only lets others come in between. */
  breathe(): Promise<void> {
    return this.#rest(() => 0);
  }

  async #rest(lengthAfter: (worked: number) => number): Promise<void> {
    this.#signal.throwIfAborted();
    const worked = this.#clock.monotonic() - this.#began;
    if (worked < SLICE_MS) return;
    await delay(this.#clock, lengthAfter(worked), this.#signal);
    this.#began = this.#clock.monotonic();
  }
}

class Indexing {
  readonly #connection: Connection;
  readonly #feed: ReturnType<typeof changeFeed>;
  readonly #writer: IndexWriter;
  readonly #logs: IndexerOptions['logs'];
  readonly #slices: Slices;

  constructor({ dataDir, logs, clock }: IndexerOptions, slices: Slices) {
    const folder = dataFolder(resolve(dataDir));
    const db = new Database(folder.database, { readonly: true, fileMustExist: true });
    applyPragmas(db, 'read-only');
    this.#connection = new Connection(db, { writable: false, damage: null });
    this.#feed = changeFeed(this.#connection);
    this.#writer = new IndexWriter(openSearchToWrite(folder.search, clock.now()), bootTime(clock.now()));
    this.#logs = logs;
    this.#slices = slices;
  }

  /** Takes in the next runs that have changed; `false` when there are none. */
  async next(): Promise<boolean> {
    const cursor = this.#writer.cursor();
    const changes = this.#feed.changedSince(cursor);
    if (changes.cursor === cursor) return false;
    for (const run of changes.runs) {
      if (isTerminal(run.execution)) await this.#take(run);
      await this.#slices.pause();
    }
    this.#writer.moveCursor(changes.cursor);
    return true;
  }

  close(): void {
    this.#writer.close();
    this.#connection.close();
  }

  async #take(run: RunSummary): Promise<void> {
    const logs = this.#connection
      .all<LogRow>(
        `select json_extract(data, '$.log.path') as path, json_extract(data, '$.stepId') as step_id
         from events where run_id = +? and type = 'act.finished' and path is not null order by seq`,
        run.runId,
      )
      .filter((log) => !this.#writer.hasLog(log.path));
    const steps = this.#connection.all<{ readonly id: string; readonly reason: string }>(
      `select id, reason from steps where run_id = +? and reason <> '' order by position`,
      run.runId,
    );
    this.#writer.transaction(() => {
      if (!this.#writer.hasPlan(run.planDigest)) this.#takePlan(run.planDigest);
      this.#writer.putReasons(run.number, reasonPiece(run.reason, steps));
    });
    for (const { path, step_id: stepId } of logs) {
      const text = await logText(this.#logs.resolve(path), stepId);
      this.#writer.transaction(() => this.#writer.putLog(run.number, path, text));
      await this.#slices.pause();
    }
  }

  #takePlan(digest: string): void {
    const row = this.#connection.get<{ readonly body: string; readonly typed: string | null }>(
      `select body, (select text from revisions where revisions.digest = plans.digest
         order by published_at desc limit 1) as typed from plans where digest = +?`,
      digest,
    );
    if (row !== undefined) this.#writer.putPlan(digest, planPieces(row.body, row.typed));
  }
}
