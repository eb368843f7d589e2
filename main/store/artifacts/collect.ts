import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { ArtifactStore } from '#main/engine/ports/tool.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import { type FoundFile, findFiles, isBelow, isGlob, isGone } from './glob.ts';

/** Which files of a step become artifacts. */
export interface CollectRequest {
  /** Folder that the patterns start from. */
  readonly cwd: string;
  /** Another folder that absolute patterns may lead into: the session's. */
  readonly workspace?: string;
  /** Paths and globs. A path that is a folder stands for all files below it. */
  readonly patterns: readonly string[];
  /** Folder whose files are all artifacts; may be absent. */
  readonly scratch: string;
  readonly stepId: string;
  readonly mask: Mask;
  /** Most bytes of all files together. */
  readonly limitBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * Takes a step's files in, contents and names masked. All files are found before the first one is taken. Throws AppError `artifact.missing` (every
 * missing path at once), `artifact.outside`, `artifact.too-large`, `artifact.too-many`, and what the store throws.
 */
export async function collectArtifacts(store: ArtifactStore, request: CollectRequest): Promise<readonly ArtifactRef[]> {
  const files = await findAll(request);
  await checkSize(files, request.limitBytes);
  const names = new Set<string>();
  const refs: ArtifactRef[] = [];
  for (const file of files) {
    request.signal?.throwIfAborted();
    const name = freeName(request.mask.text(file.name), names);
    names.add(name);
    refs.push(await store.put(file.path, name, request.stepId, request.mask));
  }
  return refs;
}

async function findAll({ cwd, workspace, patterns, scratch, signal }: CollectRequest): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  const missing: string[] = [];
  const taken = new Set<string>();
  const add = (files: readonly FoundFile[], key: string): void => {
    for (const file of files) {
      // Two patterns may name one file.
      if (taken.has(`${key}:${file.name}`)) continue;
      taken.add(`${key}:${file.name}`);
      found.push(file);
    }
  };
  for (const pattern of patterns) {
    const { root, path } = await locate(pattern, workspace === undefined ? [cwd] : [cwd, workspace]);
    if (isGlob(path)) {
      add(await findFiles(root, path, signal), root);
      continue;
    }
    const files = await atPath(root, path, signal);
    if (files === undefined) missing.push(pattern);
    else add(files, root);
  }
  if (missing.length > 0) {
    throw new AppError('artifact.missing', `the step left no ${missing.join(', ')}`, {
      hint: 'correct the path, or write it as a glob when the file may be absent',
      details: { missing },
    });
  }
  const own = await realpath(scratch).catch((error: unknown) => {
    if (isGone(error)) return undefined;
    throw error;
  });
  if (own !== undefined) add(await findFiles(own, '**', signal), 'scratch');
  return found;
}

/** The first of the folders that the pattern leads into, and the pattern from there on, with forward slashes. */
async function locate(pattern: string, folders: readonly string[]): Promise<{ root: string; path: string }> {
  const [cwd = ''] = folders;
  const absolute = resolve(cwd, pattern);
  for (const folder of folders) {
    const root = await realpath(folder);
    for (const base of [resolve(folder), root]) {
      const path = relative(base, absolute);
      if (path === '') return { root, path: '**' };
      if (!isAbsolute(path) && path.split(sep)[0] !== '..') return { root, path: path.split(sep).join('/') };
    }
  }
  throw outside(pattern);
}

function outside(pattern: string): AppError {
  return new AppError('artifact.outside', `${pattern} is outside of the folder that the step works in`, {
    hint: 'copy the file to the folder $OPS_ARTIFACTS instead',
  });
}

async function atPath(root: string, name: string, signal?: AbortSignal): Promise<readonly FoundFile[] | undefined> {
  try {
    const path = await realpath(resolve(root, name));
    if (!isBelow(root, path)) throw outside(name);
    const info = await stat(path);
    if (!info.isDirectory()) return [{ name, path }];
    return (await findFiles(path, '**', signal)).map((file) => ({ name: `${name}/${file.name}`, path: file.path }));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

async function checkSize(files: readonly FoundFile[], limitBytes: number | undefined): Promise<void> {
  if (limitBytes === undefined) return;
  let total = 0;
  for (const file of files) total += (await stat(file.path)).size;
  if (total > limitBytes) {
    throw new AppError('artifact.too-large', `the artifacts take ${total} bytes, ${limitBytes} are allowed`, {
      details: { bytes: total, limit: limitBytes },
    });
  }
}

/** `report.html`, then `report (2).html`. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  const cut = /^(.+?)((?:\.[A-Za-z0-9]+)*)$/.exec(name.slice(name.lastIndexOf('/') + 1));
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  let free = name;
  for (let n = 2; taken.has(free); n += 1) free = `${folder}${cut?.[1] ?? name} (${n})${cut?.[2] ?? ''}`;
  return free;
}
