import type { Database } from 'better-sqlite3';

/** One step of the schema's history. Never changed once released; the next change is the next number. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** Runs inside the transaction that also writes `user_version`. */
  up(db: Database): void;
}
