import { readdir, realpath, rmdir, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { syncFolder } from '#main/kernel/sync-folder.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { entryAt, ownEntryAt } from './entry.ts';

/** Removes a file, a link (never what it leads to), or, when `recursive`, a directory. False where nothing was. */
export async function removePath(
  path: string,
  options: { readonly recursive: boolean; readonly cwd: string; readonly signal: AbortSignal },
): Promise<boolean> {
  const entry = await ownEntryAt(path);
  if (entry === undefined) return false;
  if (entry.isDirectory()) {
    if (!options.recursive) {
      throw new AppError('file.directory', `${path} is a directory`, {
        hint: 'recursive: true removes it with what is in it',
      });
    }
    if ((await entryAt(options.cwd)) !== undefined && holds(await realpath(path), await realpath(options.cwd))) {
      throw new AppError('file.refused', `${path} holds the folder that the run works in`);
    }
    await removeFolder(path, options.signal);
  } else {
    await unlink(path);
  }
  await syncFolder(dirname(path));
  return true;
}

async function removeFolder(folder: string, signal: AbortSignal): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    signal.throwIfAborted();
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await removeFolder(path, signal);
    else await unlink(path);
  }
  await rmdir(folder);
}

/** True when `inner` is the folder itself or stands below it. */
function holds(folder: string, inner: string): boolean {
  const way = relative(folder, inner);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`));
}
