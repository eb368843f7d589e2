import type { Clock } from '#main/kernel/clock.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { RawResult } from './rows.ts';
import type { SqlJob, SqlSession } from './session.ts';
import type { SqliteRequest, SqliteResponse } from './sqlite-job.ts';
import type { StartWorkerProcess, WorkerProcess } from './worker-process.ts';

/** How long a killed process may take to be gone before nobody waits for it any longer. */
const GRACE_MS = 2_000;

/**
 * SQLite in a process of its own. A thread cannot be ended while it is inside SQLite: it would hold its locks against the
 * undo, and hold up the end of the whole process. A process can, and SQLite then rolls back by itself.
 */
export class SqliteProcess implements SqlSession {
  readonly #clock: Clock;
  readonly #startProcess: StartWorkerProcess;
  #child: WorkerProcess | undefined;
  #isOver = false;

  constructor(clock: Clock, startProcess: StartWorkerProcess) {
    this.#clock = clock;
    this.#startProcess = startProcess;
  }

  get isUsable(): boolean {
    return !this.#isOver;
  }

  run(
    job: SqlJob & { readonly file: string },
    limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<RawResult> {
    const { signal } = limits;
    if (signal.aborted) return Promise.reject(signal.reason);
    const child = this.#start();
    return new Promise<RawResult>((resolve, reject) => {
      let cancelGrace = (): void => {};
      const settle = (finish: () => void): void => {
        cancelGrace();
        signal.removeEventListener('abort', onAbort);
        stopListening();
        finish();
      };
      const onAbort = (): void => {
        this.#end();
        cancelGrace = this.#clock.schedule(GRACE_MS, () => settle(() => reject(signal.reason)));
      };
      const stopListening = child.listen({
        onMessage(message) {
          const response = message as SqliteResponse;
          settle(() => {
            if (response.ok) resolve(response.result);
            else reject(new AppError(response.error.code, response.error.message, response.error));
          });
        },
        onExit: (ended) => {
          this.#isOver = true;
          settle(() => reject(signal.aborted ? signal.reason : lost(ended)));
        },
        onError: (error) => {
          this.#end();
          settle(() => reject(signal.aborted ? signal.reason : lost(error.message)));
        },
      });
      signal.addEventListener('abort', onAbort, { once: true });
      const request: SqliteRequest = {
        file: job.file,
        statements: job.statements,
        params: job.params,
        readOnly: job.readOnly,
        transaction: job.transaction,
        busyMs: limits.timeoutMs,
      };
      child.send(request);
    });
  }

  close(): Promise<void> {
    const child = this.#child;
    this.#end();
    if (child === undefined || child.isGone) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancelGrace();
        stopListening();
        resolve();
      };
      const cancelGrace = this.#clock.schedule(GRACE_MS, done);
      const stopListening = child.listen({ onMessage: () => {}, onExit: done, onError: () => {} });
    });
  }

  #start(): WorkerProcess {
    this.#child ??= this.#startProcess(workerEntry(import.meta.url));
    return this.#child;
  }

  #end(): void {
    this.#isOver = true;
    this.#child?.kill();
  }
}

/** The entry of the process: the source beside this file, or the bundle beside the bundle that this file went into. */
export function workerEntry(here: string): URL {
  return new URL(here.endsWith('.ts') ? './sqlite-worker.ts' : './sqlite-worker.js', here);
}

function lost(how: string): AppError {
  return new AppError('sql.lost', `the database process ended unexpectedly (${how})`);
}
