import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#shared/lib/app-error.ts';

/** Where the parts of a data folder are. */
export interface DataFolder {
  readonly root: string;
  readonly database: string;
  /** Written to after a commit that may let another process act. */
  readonly wake: string;
  readonly backups: string;
  readonly workspaces: string;
  /** The text index, made of what is elsewhere in the folder. */
  readonly search: string;
}

export function dataFolder(root: string): DataFolder {
  return {
    root,
    database: join(root, 'opsroom.db'),
    wake: join(root, 'opsroom.wake'),
    backups: join(root, 'backups'),
    workspaces: join(root, 'workspaces'),
    search: join(root, 'search.db'),
  };
}

/** Makes the folder and an empty database file, both for their owner only. What exists stays as it is. */
export function makeDataFolder(folder: DataFolder): void {
  try {
    mkdirSync(folder.root, { recursive: true, mode: 0o700 });
    closeSync(openSync(folder.database, 'a', 0o600));
  } catch (error) {
    throw new AppError('store.io', `the data folder ${folder.root} cannot be made or written`, {
      hint: 'choose another folder with --data-dir, or give yourself the right to write there',
      cause: error,
    });
  }
}

/**
 * Refuses a folder that has held a database which is gone. SQLite would delete the log that may hold the last commits, and
 * the product would look as if nothing had ever run.
 */
export function refuseVanishedDatabase(folder: DataFolder): void {
  if (hasContent(folder.database)) return;
  const traces = tracesOfDatabase(folder);
  // Looked at again: another process may have made the database, and those traces, a moment ago.
  if (traces.length === 0 || hasContent(folder.database)) return;
  throw new AppError(
    'store.missing',
    `the database of ${folder.root} is gone, but ${traces.join(', ')} is still there`,
    {
      hint: `put opsroom.db back (its backups are in ${folder.backups}), or choose an empty folder with --data-dir`,
      details: { traces },
    },
  );
}

/** Reads the first bytes by hand: a damaged file is better not given to a writing connection. */
export function headerDamage(folder: DataFolder): string | undefined {
  const header = Buffer.alloc(16);
  const file = openSync(folder.database, 'r');
  try {
    const read = readSync(file, header, 0, header.length, 0);
    if (read === 0) return undefined;
    return header.toString('latin1') === 'SQLite format 3\0'
      ? undefined
      : 'its first bytes are not those of a database';
  } finally {
    closeSync(file);
  }
}

/** True for a file with at least one byte. */
export function hasContent(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function tracesOfDatabase(folder: DataFolder): string[] {
  const traces: string[] = [];
  if (hasContent(`${folder.database}-wal`)) traces.push('opsroom.db-wal');
  if (entries(folder.backups).some((entry) => entry.name.endsWith('.db'))) traces.push('backups');
  // Only folders: a process may keep a log file of its own there before the store is opened.
  for (const name of ['logs', 'artifacts', 'workspaces']) {
    if (entries(join(folder.root, name)).some((entry) => entry.isDirectory())) traces.push(name);
  }
  return traces;
}

function entries(path: string) {
  return existsSync(path) ? readdirSync(path, { withFileTypes: true }) : [];
}
