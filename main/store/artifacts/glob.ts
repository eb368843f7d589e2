import { type Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AppError, errorCode } from '#shared/lib/app-error.ts';

// Globs of artifacts: `*` and `?` within a name, `**` for any folders. Names that begin with a dot are found only by a part
// that begins with one. Nothing is expanded by a regular expression, so no pattern can take exponential time.

/** A file that was found. */
export interface FoundFile {
  /** From the root, with forward slashes. */
  readonly name: string;
  /** Absolute, links resolved. */
  readonly path: string;
}

const MOST_ENTRIES = 100_000;

/** Whether a text is a pattern rather than a path. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

/** Whether a name matches one part of a pattern. */
export function matchesPart(part: string, name: string): boolean {
  if (name.startsWith('.') && !part.startsWith('.')) return false;
  let p = 0;
  let n = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (n < name.length) {
    if (part[p] === '*') {
      starAt = p;
      resumeAt = n;
      p += 1;
    } else if (p < part.length && (part[p] === '?' || part[p] === name[n])) {
      p += 1;
      n += 1;
    } else if (starAt >= 0) {
      // The last star takes one character more.
      resumeAt += 1;
      n = resumeAt;
      p = starAt + 1;
    } else {
      return false;
    }
  }
  while (part[p] === '*') p += 1;
  return p === part.length;
}

/** The regular files below `root` (a real path) that match, by name. Links that lead out of the root are not followed. */
export async function findFiles(root: string, pattern: string, signal?: AbortSignal): Promise<readonly FoundFile[]> {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const found = new Map<string, FoundFile>();
  let entries = 0;
  const seen = new Set<string>();
  const walk = async (folder: string, at: number): Promise<void> => {
    // `a/**/**/b` comes to one folder at one part in many ways.
    const key = `${at}:${folder}`;
    if (seen.has(key)) return;
    seen.add(key);
    signal?.throwIfAborted();
    const part = parts[at];
    if (part === undefined) return;
    const isLast = at === parts.length - 1;
    if (part === '**' && !isLast) await walk(folder, at + 1);
    for (const entry of await entriesOf(join(root, folder))) {
      entries += 1;
      if (entries > MOST_ENTRIES) {
        throw new AppError('artifact.too-many', `${pattern} looks at more than ${MOST_ENTRIES} files`, {
          hint: 'name the files more closely',
        });
      }
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const isMatch = part === '**' ? !entry.name.startsWith('.') : matchesPart(part, entry.name);
      if (!isMatch) continue;
      if (entry.isDirectory()) {
        if (part === '**') await walk(name, at);
        else await walk(name, at + 1);
      } else if (isLast) {
        const path = await regularFile(root, name);
        if (path !== undefined) found.set(name, { name, path });
      }
    }
  };
  await walk('', 0);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The real path of a name when it is a regular file below the root. */
async function regularFile(root: string, name: string): Promise<string | undefined> {
  try {
    const path = await realpath(join(root, name));
    return isBelow(root, path) && (await stat(path)).isFile() ? path : undefined;
  } catch (error) {
    // A link to nothing, or a file that has just gone.
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Whether a real path lies in the root. */
export function isBelow(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Whether an error says that a file is not there. */
export function isGone(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isGone(error)) return [];
    throw new AppError('artifact.unreadable', `the folder ${folder} cannot be read`, { cause: error });
  }
}
