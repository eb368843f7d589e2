import type { FileHandle } from 'node:fs/promises';
import { AppError } from '#shared/lib/app-error.ts';
import { localHeader, type ZipEntry } from '../format/zip-layout.ts';
import { readAt, readDirectory, ZipProblem } from '../verify/read-zip.ts';

/** The entries of a bundle that is read again by its owner. Throws AppError `bundle.damaged`. */
export async function bundleEntries(file: FileHandle): Promise<readonly ZipEntry[]> {
  try {
    return await readDirectory(file, (await file.stat()).size);
  } catch (error) {
    if (!(error instanceof ZipProblem)) throw error;
    throw new AppError('bundle.damaged', `not a whole bundle: ${error.message}`, {
      details: { rule: error.failure.rule },
    });
  }
}

/** The bytes of one entry. Throws AppError `bundle.damaged` when there is none of that path. */
export async function entryBytes(file: FileHandle, entries: readonly ZipEntry[], path: string): Promise<Buffer> {
  const entry = entries.find((candidate) => candidate.path === path);
  if (entry === undefined) throw new AppError('bundle.damaged', `the bundle has no ${path}`);
  return readAt(file, entry.offset + localHeader(entry).length, entry.size);
}

const BLOCK_BYTES = 1 << 20;

/** The bytes of one entry, block by block. */
export async function* entryBlocks(file: FileHandle, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const start = entry.offset + localHeader(entry).length;
  for (let done = 0; done < entry.size; done += BLOCK_BYTES) {
    yield await readAt(file, start + done, Math.min(BLOCK_BYTES, entry.size - done));
  }
}
