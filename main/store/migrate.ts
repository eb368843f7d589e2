import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/lib/app-error.ts';
import { APPLICATION_ID, MIGRATIONS } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { BUSY_TIMEOUT } from './pragmas.ts';
import { isBusy } from './sqlite-error.ts';

/** How long a process waits for another one that migrates (its backup takes as long as the database is large), ms. */
const MIGRATION_WAIT = 10 * 60_000;

/**
 * Brings the schema up to date, each migration in one immediate transaction together with its number. Processes that open
 * at the same time wait for each other, and each looks at the number again once it holds the lock.
 * `backup` is called once, under the lock, before the first migration of a database that has content.
 */
export function migrate(
  db: Database,
  options: { readonly migrations?: readonly Migration[]; backup(version: number): void },
): void {
  const migrations = options.migrations ?? MIGRATIONS;
  let isBackedUp = false;
  for (;;) {
    begin(db);
    try {
      const version = schemaVersion(db);
      refuseNewer(version, migrations);
      const due = migrations.filter((migration) => migration.version > version);
      const [next] = due;
      if (next === undefined) {
        db.exec('rollback');
        return;
      }
      if (version > 0 && !isBackedUp) options.backup(version);
      isBackedUp = true;
      // A new database is made at once: nobody finds it half way, and backs up what is nothing yet.
      for (const migration of version === 0 ? due : [next]) apply(db, migration);
      db.exec('commit');
    } catch (error) {
      if (db.inTransaction) db.exec('rollback');
      throw error;
    }
  }
}

export function schemaVersion(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** Throws `store.newer` for a schema that this release does not know. */
export function refuseNewer(version: number, migrations: readonly Migration[] = MIGRATIONS): void {
  const latest = latestVersion(migrations);
  if (version <= latest) return;
  throw new AppError(
    'store.newer',
    `the database has version ${version}; this release of Ops Control Room knows up to ${latest}`,
    {
      hint: 'use the newer release that wrote it, or another folder with --data-dir',
      details: { version, latest },
    },
  );
}

export function latestVersion(migrations: readonly Migration[] = MIGRATIONS): number {
  return migrations.at(-1)?.version ?? 0;
}

function apply(db: Database, migration: Migration): void {
  if (migration.version === 1) db.pragma(`application_id = ${APPLICATION_ID}`);
  migration.up(db);
  const orphans = db.pragma('foreign_key_check') as readonly unknown[];
  if (orphans.length > 0) {
    throw new AppError('store.migration', `migration ${migration.version} (${migration.name}) leaves orphaned rows`, {
      hint: 'the database stays as it was; report this with the output of opsroom doctor',
      details: { orphans: orphans.length },
    });
  }
  db.pragma(`user_version = ${migration.version}`);
}

function begin(db: Database): void {
  for (let waited = 0; ; waited += BUSY_TIMEOUT) {
    try {
      db.exec('begin immediate');
      return;
    } catch (error) {
      if (!isBusy(error) || waited >= MIGRATION_WAIT) throw error;
    }
  }
}
