import type { SqlParams } from '#shared/pulser/tool-call.ts';
import type { RawResult } from './rows.ts';

/** Statements to be run in order on one database. */
export interface SqlJob {
  readonly statements: readonly string[];
  readonly params: SqlParams | undefined;
  readonly readOnly: boolean;
  readonly transaction: boolean;
}

/** One connection that does one job at a time. */
export interface SqlSession {
  /** False once the session must not be used again. */
  readonly isUsable: boolean;
  /**
   * Does a job. Once the signal aborts the database is made to stop, and the promise settles soon after: with the signal's
   * reason, or with the result when the database was faster.
   */
  run(job: SqlJob, limits: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<RawResult>;
  close(): Promise<void>;
}

/** An idle session turned out to be dead before anything of the job was sent: the job can go to another. */
export class StaleSession extends Error {
  override readonly name = 'StaleSession';
}
