import type { Stats } from 'node:fs';
import { chmod, lstat, mkdir, open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '#main/kernel/sync-folder.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { type Content, contentOf, writeAtomically } from './atomic-write.ts';
import { entryAt, ownEntryAt } from './entry.ts';

const LARGEST_TEMPLATE = 8 * 1024 * 1024;
const MODE_BITS = 0o7777;

/** Copies a file of any size in pieces. A new file gets the mode of its source. */
export async function copyFile(
  from: string,
  to: string,
  options: { readonly mode: number | undefined; readonly signal: AbortSignal },
): Promise<JsonObject> {
  const source = await regularFile(from);
  const handle = await open(from, 'r');
  try {
    const written = await writeAtomically(
      to,
      { handle },
      { mode: options.mode, newMode: source.mode & 0o777, signal: options.signal },
    );
    return { path: to, ...written };
  } finally {
    await handle.close();
  }
}

/** Renames a file or directory; a file also across devices, where it is copied whole before its source goes. */
export async function movePath(from: string, to: string, signal: AbortSignal): Promise<JsonObject> {
  const source = await lstat(from);
  const target = await ownEntryAt(to);
  if (target?.isDirectory() === true) {
    throw new AppError('file.directory', `${to} is a directory`, { hint: 'name the file or folder in it' });
  }
  if (source.isDirectory()) {
    await renameOver(from, to);
    return { path: to, bytes: 0, sha256: null, changed: true };
  }
  // Measured before it moves: once moved, nothing is left that may fail.
  const content = await measured(from, source, signal);
  if (target !== undefined && isSame(source, target)) return { path: to, ...content, changed: false };
  try {
    await renameOver(from, to);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    await moveAcross(from, to, signal);
  }
  return { path: to, ...content, changed: true };
}

/** Makes a directory with its parents. One that stands is left as it is, save for a mode that is asked for. */
export async function makeFolder(path: string, mode: number | undefined): Promise<JsonObject> {
  const before = await entryAt(path);
  if (before !== undefined && !before.isDirectory()) {
    throw new AppError('file.exists', `${path} exists and is not a directory`);
  }
  if (before === undefined) {
    const first = await mkdir(path, { recursive: true });
    if (mode !== undefined) await chmod(path, mode);
    for (let made = path; made.length >= (first ?? path).length; made = dirname(made)) await syncFolder(dirname(made));
    return { path, changed: true };
  }
  if (mode === undefined || (before.mode & MODE_BITS) === mode) return { path, changed: false };
  await chmod(path, mode);
  return { path, changed: true };
}

/** The text of a template. */
export async function readTemplate(path: string, signal: AbortSignal): Promise<string> {
  const { size } = await regularFile(path);
  if (size > LARGEST_TEMPLATE) throw new AppError('file.template', `${path} is larger than 8 MiB`);
  return readFile(path, { encoding: 'utf8', signal });
}

async function renameOver(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
  if (dirname(from) !== dirname(to)) await syncFolder(dirname(from));
}

async function moveAcross(from: string, to: string, signal: AbortSignal): Promise<void> {
  const source = await regularFile(from);
  const handle = await open(from, 'r');
  try {
    await writeAtomically(to, { handle }, { mode: source.mode & MODE_BITS, newMode: undefined, signal });
  } finally {
    await handle.close();
  }
  await utimes(to, source.atime, source.mtime);
  await unlink(from);
  await syncFolder(dirname(from));
}

async function measured(
  path: string,
  entry: Stats,
  signal: AbortSignal,
): Promise<Content | { readonly bytes: 0; readonly sha256: null }> {
  if (!entry.isFile()) return { bytes: 0, sha256: null };
  const handle = await open(path, 'r');
  try {
    return await contentOf(handle, signal);
  } finally {
    await handle.close();
  }
}

async function regularFile(path: string): Promise<Stats> {
  const entry = await stat(path);
  if (entry.isDirectory()) throw new AppError('file.directory', `${path} is a directory, only files are copied`);
  // Opening a pipe would wait for its other end.
  if (!entry.isFile()) throw new AppError('file.special', `${path} is not a regular file`);
  return entry;
}

function isSame(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}
