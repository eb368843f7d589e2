import { resolve } from 'node:path';
import type { SqlClient, SqlOptions, SqlResult } from '#main/engine/ports/connections.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { assertNever } from '#shared/lib/assert-never.ts';
import type { Connection } from '#shared/pulser/plan.ts';
import type { PostgresSession } from './postgres-session.ts';
import { asRecords, type RawResult } from './rows.ts';
import { type SqlJob, type SqlSession, StaleSession } from './session.ts';
import { SqliteProcess } from './sqlite-process.ts';
import { forkWorkerProcess, type StartWorkerProcess } from './worker-process.ts';

/**
 * The databases of one run. A session does one job at a time; jobs that run at a time get sessions of their own, and idle
 * ones are kept until the run closes them.
 */
export function createSqlClient(parts: {
  readonly clock: Clock;
  /** How SQLite's process is started; by default with the Node of this process. */
  readonly startProcess?: StartWorkerProcess | undefined;
}): SqlClient {
  const sqlite = new SessionPool(() => new SqliteProcess(parts.clock, parts.startProcess ?? forkWorkerProcess));
  const postgres = new Map<string, SessionPool<PostgresSession>>();
  const underWay = new Map<AbortController, Promise<RawResult>>();
  let isClosed = false;

  // The driver takes memory and time that a run without PostgreSQL shall not pay.
  const postgresPool = async (url: string): Promise<SessionPool<PostgresSession>> => {
    const { PostgresSession } = await import('./postgres-session.ts');
    const pool = postgres.get(url) ?? new SessionPool(() => new PostgresSession(url, parts.clock));
    postgres.set(url, pool);
    return pool;
  };

  const perform = async (connection: Connection, job: SqlJob, options: SqlOptions): Promise<SqlResult> => {
    if (isClosed || options.signal.aborted) throw stopped();
    const stop = new AbortController();
    const onAbort = (): void => stop.abort(stopped());
    options.signal.addEventListener('abort', onAbort, { once: true });
    const cancelDeadline = parts.clock.schedule(options.timeoutMs, () => stop.abort(timedOut(options.timeoutMs)));
    try {
      const work = runOn(connection, job, options, { timeoutMs: options.timeoutMs, signal: stop.signal });
      underWay.set(stop, work);
      return asRecords(await work);
    } finally {
      underWay.delete(stop);
      cancelDeadline();
      options.signal.removeEventListener('abort', onAbort);
    }
  };

  const runOn = async (
    connection: Connection,
    job: SqlJob,
    options: SqlOptions,
    limits: Parameters<SqlSession['run']>[1],
  ): Promise<RawResult> => {
    switch (connection.driver) {
      case 'sqlite': {
        const file = sqliteFile(connection.path, options.cwd);
        return sqlite.use((session) => session.run({ ...job, file }, limits));
      }
      case 'postgres':
        return (await postgresPool(connection.url)).use((session) => session.run(job, limits));
      default:
        return assertNever(connection, 'connection');
    }
  };

  return {
    query: (connection, sql, options) =>
      perform(
        connection,
        { statements: [sql], params: options.params, readOnly: options.readOnly, transaction: false },
        options,
      ),
    execute: (connection, statements, options) =>
      perform(
        connection,
        { statements, params: options.params, readOnly: options.readOnly, transaction: options.transaction },
        options,
      ),
    async close() {
      isClosed = true;
      for (const stop of underWay.keys()) stop.abort(stopped());
      await Promise.allSettled(underWay.values());
      await Promise.all([sqlite, ...postgres.values()].map((pool) => pool.close()));
    },
  };
}

/** Sessions of one kind: idle ones are used again, last used first, so that steps in order share one. */
class SessionPool<T extends SqlSession> {
  readonly #open: () => T;
  readonly #idle: T[] = [];

  constructor(open: () => T) {
    this.#open = open;
  }

  async use<R>(work: (session: T) => Promise<R>): Promise<R> {
    for (;;) {
      try {
        return await this.#useOne(work);
      } catch (error) {
        // A fresh session is never stale, so this ends.
        if (!(error instanceof StaleSession)) throw error;
      }
    }
  }

  async #useOne<R>(work: (session: T) => Promise<R>): Promise<R> {
    const session = await this.#take();
    try {
      return await work(session);
    } finally {
      if (session.isUsable) this.#idle.push(session);
      else await session.close();
    }
  }

  /** Closes what is idle; to be called when nothing is under way. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((session) => session.close()));
  }

  async #take(): Promise<T> {
    for (let session = this.#idle.pop(); session !== undefined; session = this.#idle.pop()) {
      if (session.isUsable) return session;
      await session.close();
    }
    return this.#open();
  }
}

function sqliteFile(path: string, cwd: string): string {
  if (path === ':memory:') {
    throw new AppError('sql.connection', 'a database in memory would be gone after each step', {
      hint: 'name a file',
    });
  }
  return resolve(cwd, path);
}

function stopped(): AppError {
  return new AppError('sql.stopped', 'the statement was stopped');
}

function timedOut(ms: number): AppError {
  return new AppError('sql.timeout', `the statement did not end within ${ms} ms`);
}
