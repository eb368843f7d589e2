import type { ErrorData } from '#shared/lib/app-error.ts';
import type { RawResult } from './rows.ts';
import type { SqlJob } from './session.ts';

/** What the SQLite process is asked. */
export interface SqliteRequest extends SqlJob {
  /** Absolute path of the database file. */
  readonly file: string;
  /** How long it waits for a lock of another process. */
  readonly busyMs: number;
}

/** What the SQLite process answers: exactly one answer to one request. */
export type SqliteResponse =
  | { readonly ok: true; readonly result: RawResult }
  | { readonly ok: false; readonly error: ErrorData };
