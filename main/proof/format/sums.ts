import { isSafePath } from './names.ts';

/** One file and the 64 hex digits of its sha256. */
export interface FileDigest {
  readonly path: string;
  readonly sha256: string;
}

/** The order of everything in a bundle: by the bytes of the path, which are ASCII. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The text of SHA256SUMS, as `sha256sum -c` reads it. */
export function encodeSums(files: readonly FileDigest[]): string {
  return [...files]
    .sort((a, b) => comparePaths(a.path, b.path))
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`)
    .join('');
}

/** The files of a SHA256SUMS; `undefined` unless every line has the one form that `encodeSums` writes, in its order. */
export function parseSums(text: string): readonly FileDigest[] | undefined {
  const files: FileDigest[] = [];
  let last = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const [, sha256, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (sha256 === undefined || path === undefined || !isSafePath(path) || path <= last) return undefined;
    files.push({ path, sha256 });
    last = path;
  }
  return encodeSums(files) === text ? files : undefined;
}
