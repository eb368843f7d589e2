import Database from 'better-sqlite3';
import { AppError } from '#shared/lib/app-error.ts';
import { latestVersion, migrate, schemaVersion } from './migrate.ts';
import type { Migration } from './migrations/migration.ts';

/** Largest database that is copied into memory, bytes. */
const MOST = 1024 ** 3;
/** Places of SQLite's header that say which journal the file uses; a copy in memory has none. */
const JOURNAL_MARKS = [18, 19] as const;

/**
 * What an earlier release wrote, as this one reads it: a copy in memory that is brought up to date, so that reading changes
 * nothing. Any other database as it is. Throws AppError `store.older` for one that is too large for that.
 */
export function readableSchema(db: Database.Database, migrations?: readonly Migration[]): Database.Database {
  const version = schemaVersion(db);
  if (version === 0 || version >= latestVersion(migrations)) return db;
  const bytes = Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
  if (bytes > MOST) {
    throw new AppError('store.older', `the database has version ${version} and is too large to be read as it is`, {
      hint: 'start opsroom worker once: it brings the database up to date, after a backup',
      details: { version, bytes },
    });
  }
  const image = db.serialize();
  for (const place of JOURNAL_MARKS) image[place] = 1;
  const copy = new Database(image);
  try {
    copy.pragma('foreign_keys = on');
    copy.pragma('trusted_schema = off');
    // A row that the schema does not allow is damage, and is to be seen.
    copy.pragma('ignore_check_constraints = on');
    migrate(copy, { ...(migrations === undefined ? {} : { migrations }), backup: () => {} });
    copy.pragma('query_only = on');
  } catch (error) {
    copy.close();
    throw error;
  }
  db.close();
  return copy;
}
