import type { Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { errorCode } from '#shared/lib/app-error.ts';

/** What stands at a path, links followed; `undefined` where nothing does. */
export function entryAt(path: string): Promise<Stats | undefined> {
  return stat(path).catch(undefinedWhenMissing);
}

/** What stands at a path itself, be it a link; `undefined` where nothing does. */
export function ownEntryAt(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(undefinedWhenMissing);
}

function undefinedWhenMissing(error: unknown): undefined {
  const code = errorCode(error);
  if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
}
