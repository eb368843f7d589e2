import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { runOnSqlite } from './sqlite-database.ts';
import { sqliteError } from './sqlite-error.ts';
import type { SqliteRequest, SqliteResponse } from './sqlite-job.ts';

// Entry of the process that runs SQLite statements: see sqlite-process.ts.
if (isMainThread) serve();
else watchParent(Number(workerData));

interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

function serve(): void {
  const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ParentPort };
  // A utility process of the desktop app ends with the app by itself, whatever it is doing.
  if (parentPort !== undefined) {
    parentPort.on('message', ({ data }) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A process, not a window.
      parentPort.postMessage(answer(data as SqliteRequest));
    });
    return;
  }
  // The main thread may be inside a statement that never ends when the parent dies; only another thread can notice.
  new Worker(new URL(import.meta.url), { workerData: process.ppid }).unref();
  process.on('disconnect', () => process.exit(0));
  process.on('message', (request: SqliteRequest) => process.send?.(answer(request)));
}

function answer(request: SqliteRequest): SqliteResponse {
  try {
    return { ok: true, result: runOnSqlite(request) };
  } catch (error) {
    const { code, message, hint, details } = sqliteError(error);
    return {
      ok: false,
      error: { code, message, ...(hint === undefined ? {} : { hint }), ...(details === undefined ? {} : { details }) },
    };
  }
}

function watchParent(parent: number): void {
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, 500);
}
