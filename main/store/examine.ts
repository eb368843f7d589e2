import Database from 'better-sqlite3';
import type { ErrorData } from '#shared/lib/app-error.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import { Connection } from './connection.ts';
import { type DataFolder, headerDamage } from './data-folder.ts';
import { refuseNewer, schemaVersion } from './migrate.ts';
import { APPLICATION_ID } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { type Opening, uncleanOpenings } from './openings.ts';
import { applyPragmas } from './pragmas.ts';
import { isDamage } from './sqlite-error.ts';

/** What a look at an existing database found, and the connection that looked, which can only read. */
export interface Examined {
  readonly db: Database.Database;
  readonly damage: ErrorData | null;
  /** Openings of processes that did not stop in good order. */
  readonly gone: readonly Opening[];
}

/**
 * Looks at a database before anything may write to it: whether it is a database, ours, of a version that we know, and, when
 * the last process did not stop in good order, whether its pages are sound. Throws only `store.newer` and faults of the disk.
 */
export function examine(folder: DataFolder, now: number, migrations?: readonly Migration[]): Examined {
  const header = headerDamage(folder);
  const db = new Database(folder.database, { readonly: true, fileMustExist: true });
  try {
    applyPragmas(db, 'read-only');
    if (header !== undefined) return { db, damage: damaged(header), gone: [] };
    const version = schemaVersion(db);
    const foreign = foreignReason(db, version);
    if (foreign !== undefined) return { db, damage: damaged(foreign), gone: [] };
    refuseNewer(version, migrations);
    if (version === 0) return { db, damage: null, gone: [] };
    const gone = uncleanOpenings(new Connection(db, { writable: false, damage: null }), now);
    const finding = gone.length > 0 ? quickCheck(db) : undefined;
    return { db, damage: finding === undefined ? null : damaged(finding), gone };
  } catch (error) {
    if (isDamage(error)) return { db, damage: damaged(header ?? errorMessage(error)), gone: [] };
    db.close();
    throw error;
  }
}

/** The first finding of SQLite's quick check; `undefined` when there is none. */
function quickCheck(db: Database.Database): string | undefined {
  const rows = db.pragma('quick_check(1)') as readonly { readonly quick_check: string }[];
  const finding = rows[0]?.quick_check;
  if (finding === 'ok') return undefined;
  return finding === undefined ? 'the check gave no answer' : oneLine(finding);
}

/** SQLite writes a heading and several lines. */
export function oneLine(finding: string): string {
  return finding.replace(/^\*\*\*[^\n]*\n/, '').replaceAll(/\s+/g, ' ');
}

function foreignReason(db: Database.Database, version: number): string | undefined {
  const id = db.pragma('application_id', { simple: true });
  if (id === APPLICATION_ID) return undefined;
  const tables = Number(db.prepare('select count(*) from sqlite_schema').pluck().get());
  // Another process has made the file and is about to fill it.
  if (id === 0 && version === 0 && tables === 0) return undefined;
  return `it belongs to another program (application id ${String(id)})`;
}

function damaged(reason: string): ErrorData {
  return {
    code: 'store.damaged',
    message: `the database is damaged: ${reason}`,
    hint: 'keep the data folder as it is and restore a file of its backups folder',
  };
}
