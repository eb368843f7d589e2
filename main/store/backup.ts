import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Clock } from '#main/kernel/clock.ts';
import { uuidv7 } from '#main/kernel/uuid.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { type DataFolder, dataFolder, hasContent } from './data-folder.ts';
import { schemaVersion } from './migrate.ts';
import { storeFault } from './sqlite-error.ts';

/** A copy of the database: one file, without a log, checked before it got its name. */
export interface Backup {
  readonly file: string;
  readonly version: number;
  /** ms UTC. */
  readonly at: number;
  readonly bytes: number;
}

/** How many backups are kept. The newest of every older schema version stays beside them. */
export const BACKUPS_KEPT = 7;
const DAY = 24 * 3_600_000;
const NAME = /^opsroom-v(\d+)-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z\.db$/;
/** Pages copied between two looks at the signal and the clock: 16 MiB. */
const PAGES_A_STEP = 4096;

/** Copies the live database while others write to it. AppError `store.backup` when the copy is not sound. */
export async function backupNow(
  dataDir: string,
  options: { readonly clock: Clock; readonly signal?: AbortSignal; readonly timeoutMs?: number },
): Promise<Backup> {
  const folder = dataFolder(dataDir);
  if (!hasContent(folder.database)) throw new AppError('store.missing', `there is no database in ${dataDir}`);
  const deadline = options.clock.monotonic() + (options.timeoutMs ?? 10 * 60_000);
  const temporary = temporaryFile(folder, options.clock.now());
  const source = new Database(folder.database, { readonly: true, fileMustExist: true });
  try {
    // An open view of the source: the copy would start anew after every commit of another connection otherwise.
    source.exec('begin');
    const version = schemaVersion(source);
    await source.backup(temporary, {
      progress() {
        options.signal?.throwIfAborted();
        if (options.clock.monotonic() > deadline) {
          throw new AppError('store.backup', 'the backup took too long', {
            hint: 'look at the disk of the data folder',
          });
        }
        return PAGES_A_STEP;
      },
    });
    return settle(folder, temporary, version, options.clock.now());
  } catch (error) {
    throw storeFault(error);
  } finally {
    source.close();
    removeDatabase(temporary);
  }
}

/** A backup when the newest is a day old, then removes those that are past keeping. `undefined` when none was due. */
export async function dailyBackup(
  dataDir: string,
  options: { readonly clock: Clock; readonly signal?: AbortSignal },
): Promise<Backup | undefined> {
  const newest = listBackups(dataDir)[0];
  const age = newest === undefined ? DAY : options.clock.now() - newest.at;
  // A backup from the future was written under a wrong clock; waiting for it could take years.
  if (age >= 0 && age < DAY) return undefined;
  const backup = await backupNow(dataDir, options);
  for (const old of pastKeeping(listBackups(dataDir))) rmSync(old.file, { force: true });
  return backup;
}

/** The backups of a data folder, newest first. */
export function listBackups(dataDir: string): readonly Backup[] {
  const { backups } = dataFolder(dataDir);
  if (!existsSync(backups)) return [];
  return readdirSync(backups)
    .flatMap((name) => {
      const match = NAME.exec(name);
      if (match === null) return [];
      const [, version, day, hour, minute, second, ms] = match;
      const file = join(backups, name);
      const at = Date.parse(`${day}T${hour}:${minute}:${second}.${ms}Z`);
      return [{ file, version: Number(version), at, bytes: statSync(file).size }];
    })
    .sort((a, b) => b.at - a.at);
}

/**
 * The backup before a migration, taken while the caller holds the write lock: `vacuum into` is the one kind of online copy
 * that ends before the call returns.
 */
export function backupBeforeMigration(
  folder: DataFolder,
  reader: Database.Database,
  version: number,
  now: number,
): Backup {
  const temporary = temporaryFile(folder, now);
  try {
    reader.prepare('vacuum into ?').run(temporary);
    return settle(folder, temporary, version, now);
  } finally {
    removeDatabase(temporary);
  }
}

function pastKeeping(newestFirst: readonly Backup[]): readonly Backup[] {
  const newestOfVersion = new Set<number>();
  return newestFirst.filter((backup, index) => {
    const isNewestOfVersion = !newestOfVersion.has(backup.version);
    newestOfVersion.add(backup.version);
    return index >= BACKUPS_KEPT && !isNewestOfVersion;
  });
}

function temporaryFile(folder: DataFolder, now: number): string {
  mkdirSync(folder.backups, { recursive: true, mode: 0o700 });
  const file = join(folder.backups, `.${uuidv7(now)}.tmp`);
  closeSync(openSync(file, 'wx', 0o600));
  return file;
}

function settle(folder: DataFolder, temporary: string, version: number, at: number): Backup {
  const copy = new Database(temporary);
  try {
    // One file that stands alone: without this, reading the backup would leave a log beside it.
    copy.pragma('journal_mode = delete');
    const findings = copy.pragma('integrity_check') as readonly { readonly integrity_check: string }[];
    if (findings[0]?.integrity_check !== 'ok') {
      throw new AppError('store.backup', 'the copy of the database is not sound, so the database is not', {
        hint: 'keep the data folder as it is and look at its earlier backups',
        details: { findings: findings.slice(0, 10).map((finding) => finding.integrity_check) },
      });
    }
  } finally {
    copy.close();
  }
  chmodSync(temporary, 0o600);
  syncToDisk(temporary);
  const stamp = new Date(at).toISOString().replaceAll(':', '-').replace('.', '-');
  const file = join(folder.backups, `opsroom-v${version}-${stamp}.db`);
  renameSync(temporary, file);
  // A folder cannot be synced on Windows, where the rename is durable by itself.
  if (process.platform !== 'win32') syncToDisk(folder.backups);
  return { file, version, at, bytes: statSync(file).size };
}

function removeDatabase(file: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true });
}

function syncToDisk(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
