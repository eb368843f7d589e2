import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ErrorData } from '#shared/lib/app-error.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import { type Backup, listBackups } from './backup.ts';
import { dataFolder, hasContent } from './data-folder.ts';
import { examine, oneLine } from './examine.ts';
import { latestVersion } from './migrate.ts';
import { storeFault } from './sqlite-error.ts';

/** The state of a data folder's database, for `doctor`. Looks without changing anything. */
export interface StoreReport {
  readonly file: string;
  readonly exists: boolean;
  /** Bytes of the database, and of the log that is not yet written into it. */
  readonly bytes: number;
  readonly logBytes: number;
  readonly sqlite: string;
  /** Schema version of the file (`null`: cannot be read) and the one that this release writes. */
  readonly version: number | null;
  readonly latestVersion: number;
  /** What the full integrity check and the foreign key check found; empty when all is sound. */
  readonly findings: readonly string[];
  readonly damage: ErrorData | null;
  readonly runs: number | null;
  readonly events: number | null;
  /** Newest first. */
  readonly backups: readonly Backup[];
}

/** Reads every page, so it takes as long as the database is large. AppError `store.newer`. */
export function reportStore(dataDir: string, now: number): StoreReport {
  const folder = dataFolder(resolve(dataDir));
  const base = {
    file: folder.database,
    exists: hasContent(folder.database),
    bytes: size(folder.database),
    logBytes: size(`${folder.database}-wal`),
    latestVersion: latestVersion(),
    backups: listBackups(folder.root),
  };
  if (!base.exists) {
    return { ...base, sqlite: '', version: null, findings: [], damage: null, runs: null, events: null };
  }
  const { db, damage } = examine(folder, now);
  const read = <T>(action: () => T): T | null => {
    try {
      return action();
    } catch (error) {
      findings.push(errorMessage(storeFault(error)));
      return null;
    }
  };
  const findings: string[] = [];
  try {
    const one = (sql: string) => read(() => Number(db.prepare(sql).pluck().get()));
    const sqlite = String(db.prepare('select sqlite_version()').pluck().get());
    // Row by row: the check may end in an error, and what it found until then is worth having.
    read(() => {
      const rows = db.prepare<[], string>('pragma integrity_check(20)').pluck().iterate();
      for (const text of rows) if (text !== 'ok') findings.push(oneLine(text));
    });
    const orphans = read(() => db.pragma('foreign_key_check') as { readonly table: string }[]) ?? [];
    findings.push(...orphans.slice(0, 20).map((row) => `a row of ${row.table} refers to nothing`));
    const version = one('select user_version from pragma_user_version');
    const runs = one('select count(*) from runs not indexed');
    const events = one('select count(*) from events not indexed');
    return { ...base, sqlite, version, findings: [...new Set(findings)], damage, runs, events };
  } finally {
    db.close();
  }
}

function size(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
