import { createHash, randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, readlink, realpath, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { faultPoint } from '#main/kernel/fault-points.ts';
import { syncFolder } from '#main/kernel/sync-folder.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { entryAt, ownEntryAt } from './entry.ts';

const CHUNK = 1024 * 1024;
const MODE_BITS = 0o7777;

/** What a file holds. */
export interface Content {
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** What is to stand in a file: a text, or the content of an open file. */
export type Source = { readonly text: string } | { readonly handle: FileHandle };

export interface WriteOptions {
  /** Wanted mode; without one a file that stands keeps its own. */
  readonly mode: number | undefined;
  /** Mode of a new file; without one the umask decides. */
  readonly newMode: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Puts content in place of a file, in one step that a crash cannot cut in half: a temporary file in the same folder is written,
 * flushed and renamed over it, then the folder is flushed. A link is followed, so that it stays one.
 */
export async function writeAtomically(
  path: string,
  source: Source,
  options: WriteOptions,
): Promise<Content & { readonly changed: boolean }> {
  const target = await followed(path);
  const before = await entryAt(target);
  if (before?.isDirectory() === true) {
    throw new AppError('file.directory', `${path} is a directory`, { hint: 'name the file in it' });
  }
  if (before !== undefined && !before.isFile()) throw new AppError('file.special', `${path} is not a regular file`);
  if ((await entryAt(dirname(target))) === undefined) {
    throw new AppError('file.missing', `the folder ${dirname(target)} does not exist`, {
      hint: 'make the folder in a step before, with mkdir',
    });
  }
  const temporary = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
  const mode = options.mode ?? (before === undefined ? options.newMode : before.mode & MODE_BITS);
  let isRenamed = false;
  // Created closed to others: the mode is set before the name is.
  const handle = await open(temporary, 'wx', mode === undefined ? 0o666 : 0o600);
  try {
    const content = await fill(handle, source, options.signal);
    if (before !== undefined && (await holdsAlready(target, before, content, options))) {
      return { ...content, changed: false };
    }
    if (mode !== undefined) await handle.chmod(mode);
    if (before !== undefined) await keepOwner(handle, before);
    await handle.sync();
    options.signal.throwIfAborted();
    faultPoint('file.before-rename');
    await rename(temporary, target);
    isRenamed = true;
    await syncFolder(dirname(target));
    return { ...content, changed: true };
  } finally {
    await handle.close();
    if (!isRenamed) await unlink(temporary);
  }
}

/** Size and digest of what an open file holds, read in pieces. */
export async function contentOf(handle: FileHandle, signal: AbortSignal): Promise<Content> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunksOf(handle, signal)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function fill(handle: FileHandle, source: Source, signal: AbortSignal): Promise<Content> {
  const hash = createHash('sha256');
  let bytes = 0;
  const chunks = 'text' in source ? [Buffer.from(source.text, 'utf8')] : chunksOf(source.handle, signal);
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    await writeWhole(handle, chunk);
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function writeWhole(handle: FileHandle, chunk: Buffer): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done);
    done += bytesWritten;
  }
}

async function* chunksOf(handle: FileHandle, signal: AbortSignal): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (let position = 0; ; ) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** True where the file already is what it would become: then it is left alone, time of change and all. */
async function holdsAlready(target: string, before: Stats, content: Content, options: WriteOptions): Promise<boolean> {
  if (before.size !== content.bytes) return false;
  if (options.mode !== undefined && (before.mode & MODE_BITS) !== options.mode) return false;
  const handle = await open(target, 'r');
  try {
    return (await contentOf(handle, options.signal)).sha256 === content.sha256;
  } finally {
    await handle.close();
  }
}

async function keepOwner(handle: FileHandle, before: Stats): Promise<void> {
  const own = await handle.stat();
  if (own.uid === before.uid && own.gid === before.gid) return;
  try {
    await handle.chown(before.uid, before.gid);
  } catch (error) {
    // Only a privileged process may give files away; for others the new file is their own, as with any editor.
    if (errorCode(error) !== 'EPERM') throw error;
  }
}

async function followed(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const entry = await ownEntryAt(path);
  // A link whose target is not there yet: the target is what is written.
  return entry?.isSymbolicLink() === true ? resolve(dirname(path), await readlink(path)) : path;
}
