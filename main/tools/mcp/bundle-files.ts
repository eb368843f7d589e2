import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sha256 } from '#main/kernel/hash.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { ServerBundle } from '#shared/mcp/server.ts';

/** Where the list lies of the files that were unpacked into a folder: beside it. */
export function bundleListPath(folder: string): string {
  return `${folder}.files.json`;
}

/** The list of the files of a bundle, by path with forward slashes, with the digest of each. */
export function bundleList(files: Iterable<{ readonly path: string; read(): Buffer }>): string {
  return canonicalJson(Object.fromEntries([...files].map((file) => [file.path, sha256(file.read())])));
}

/**
 * Throws AppError `mcp.bundle-changed`, with the file, when a file of an unpacked bundle is not the one that was approved. Files
 * that were added are not looked at: programs keep what they install and remember in their folder.
 */
export async function checkBundle(
  server: string,
  { folder, files }: ServerBundle,
  signal?: AbortSignal,
): Promise<void> {
  const changed = (file: string, how: string): AppError =>
    new AppError('mcp.bundle-changed', `${server} is not started: ${file} of its bundle ${how}`, {
      hint: 'find out who changed it; then import the bundle again, from its maker, in place of this server',
      details: { server, file },
    });
  const listPath = bundleListPath(folder);
  const list = await readFile(listPath, 'utf8').catch(missing);
  if (list === undefined) throw changed('the list of the files', 'is gone');
  if (sha256(list) !== files) throw changed('the list of the files', 'was changed');
  for (const [path, digest] of Object.entries(JSON.parse(list) as Readonly<Record<string, string>>)) {
    signal?.throwIfAborted();
    const found = await digestOf(join(folder, ...path.split('/')));
    if (found === undefined) throw changed(path, 'is gone');
    if (found !== digest) throw changed(path, 'was changed');
  }
}

/** The digest of a regular file; of anything else in its place, none that fits. */
async function digestOf(path: string): Promise<string | undefined> {
  const stat = await lstat(path).catch(missing);
  if (stat === undefined) return undefined;
  if (!stat.isFile()) return '';
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return `sha256:${hash.digest('hex')}`;
}

function missing(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error;
}
