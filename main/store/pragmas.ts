import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/lib/app-error.ts';
import { isBusy } from './sqlite-error.ts';

/** How long a statement waits for another process's transaction, ms. */
export const BUSY_TIMEOUT = 5000;

/**
 * Set on every connection, in this order, and read back. `synchronous` is the one that must never be left to its default:
 * a connection that opens an existing WAL database gets NORMAL, which drops acknowledged commits on a power cut.
 */
export const PRAGMAS: readonly (readonly [name: string, value: string, readBack: string | number])[] = [
  ['busy_timeout', String(BUSY_TIMEOUT), BUSY_TIMEOUT],
  ['journal_mode', 'wal', 'wal'],
  ['synchronous', 'full', 2],
  ['foreign_keys', 'on', 1],
  ['trusted_schema', 'off', 0],
  ['cell_size_check', 'on', 1],
  ['checkpoint_fullfsync', 'on', 1],
  ['wal_autocheckpoint', '1000', 1000],
  ['journal_size_limit', '67108864', 67_108_864],
  ['temp_store', 'memory', 2],
  ['mmap_size', '0', 0],
];

/** Releases of SQLite before this one can corrupt a WAL database that several connections use. */
const OLDEST_SQLITE = [3, 51, 3] as const;

/** Sets and asserts the pragmas. A read-only connection cannot choose the journal, so there it is left as it is. */
export function applyPragmas(db: Database, mode: 'read-write' | 'read-only'): void {
  assertSqliteVersion(String(db.prepare('select sqlite_version()').pluck().get()));
  for (const [name, value, readBack] of PRAGMAS) {
    if (name === 'journal_mode' && mode === 'read-only') continue;
    whileBusy(() => db.pragma(`${name} = ${value}`));
    const found = db.pragma(name, { simple: true });
    if (found !== readBack) {
      throw new AppError('store.pragma', `the database does not take ${name} = ${value}: it stays ${String(found)}`, {
        hint: 'keep the data folder on a local disk, not on a network file system',
        details: { pragma: name, expected: readBack, found: String(found) },
      });
    }
  }
}

/** Throws `store.sqlite-version` for a release that is too old to be trusted with a live database. */
export function assertSqliteVersion(version: string): void {
  const parts = version.split('.').map(Number);
  for (const [index, least] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new AppError('store.sqlite-version', `SQLite ${version} is older than ${OLDEST_SQLITE.join('.')}`, {
        hint: 'reinstall the dependencies',
      });
    }
  }
}

/** The change to WAL does not always wait for other processes by itself: it is tried again for as long as a statement waits. */
function whileBusy<T>(action: () => T): T {
  const deadline = process.hrtime.bigint() + BigInt(BUSY_TIMEOUT) * 1_000_000n;
  for (;;) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || process.hrtime.bigint() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
