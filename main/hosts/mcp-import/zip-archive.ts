import { crc32, inflateRawSync } from 'node:zlib';
import { AppError } from '#shared/lib/app-error.ts';

/** What is taken of an archive at most. */
export const ZIP_LIMITS = {
  archiveBytes: 256 * 1024 ** 2,
  entries: 20_000,
  fileBytes: 128 * 1024 ** 2,
  allBytes: 512 * 1024 ** 2,
};

const SIGNATURES = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
/** How far before the end the directory may end: a comment, or a signature that was appended. */
const TAIL = 1024 ** 2;

/** A file of an archive. */
export interface ZipFile {
  /** With forward slashes, below the archive's root. */
  readonly path: string;
  readonly isExecutable: boolean;
  /** Its bytes, unpacked and checked. Throws AppError `mcp.import-bundle`. */
  read(): Buffer;
}

/** The files of a zip archive of foreign origin, by path; folders are left out. Throws AppError `mcp.import-bundle`. */
export function readZip(archive: Buffer): ReadonlyMap<string, ZipFile> {
  if (archive.length > ZIP_LIMITS.archiveBytes) throw refused('it is larger than 256 MiB');
  const { count, start, end } = findDirectory(archive);
  const files = new Map<string, ZipFile>();
  const seen = new Set<string>();
  let total = 0;
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + CENTRAL_BYTES > end || archive.readUInt32LE(at) !== SIGNATURES.central)
      throw refused('its directory is broken');
    const nameBytes = archive.readUInt16LE(at + 28);
    const path = archive.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes);
    const header = readHeader(archive, at, path);
    at += CENTRAL_BYTES + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    if (path.endsWith('/')) continue;
    refuseUnsafe(path, seen);
    total += header.size;
    if (header.size > ZIP_LIMITS.fileBytes || total > ZIP_LIMITS.allBytes)
      throw refused(`it unpacks to too much, at ${shown(path)}`);
    files.set(path, { path, isExecutable: header.isExecutable, read: () => unpack(archive, path, header) });
  }
  return files;
}

interface Header {
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
  readonly isExecutable: boolean;
}

function findDirectory(archive: Buffer): { readonly count: number; readonly start: number; readonly end: number } {
  const earliest = Math.max(0, archive.length - END_BYTES - TAIL);
  for (let at = archive.length - END_BYTES; at >= earliest; at -= 1) {
    if (archive.readUInt32LE(at) !== SIGNATURES.end) continue;
    const count = archive.readUInt16LE(at + 10);
    const length = archive.readUInt32LE(at + 12);
    const start = archive.readUInt32LE(at + 16);
    if (start + length !== at) continue;
    if (count > ZIP_LIMITS.entries) throw refused(`it has more than ${ZIP_LIMITS.entries} files`);
    return { count, start, end: at };
  }
  throw refused('it is no zip archive, or not a whole one');
}

function readHeader(archive: Buffer, at: number, path: string): Header {
  const flags = archive.readUInt16LE(at + 8);
  const mode = archive.readUInt32LE(at + 38) >>> 16;
  const type = mode & 0o170000;
  if ((flags & 1) !== 0) throw refused(`${shown(path)} is encrypted`);
  if (type !== 0 && type !== 0o100000 && type !== 0o040000) throw refused(`${shown(path)} is no regular file`);
  return {
    method: archive.readUInt16LE(at + 10),
    crc: archive.readUInt32LE(at + 16),
    packed: archive.readUInt32LE(at + 20),
    size: archive.readUInt32LE(at + 24),
    offset: archive.readUInt32LE(at + 42),
    isExecutable: (mode & 0o111) !== 0,
  };
}

function unpack(archive: Buffer, path: string, { method, crc, packed, size, offset }: Header): Buffer {
  const broken = (): AppError => refused(`${shown(path)} is damaged`);
  if (offset + LOCAL_BYTES > archive.length || archive.readUInt32LE(offset) !== SIGNATURES.local) throw broken();
  const start = offset + LOCAL_BYTES + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const bytes = archive.subarray(start, start + packed);
  if (bytes.length !== packed || (method !== 0 && method !== 8)) throw broken();
  let content: Buffer;
  try {
    // Never more than it says that it has: what says one kilobyte and unpacks to a gigabyte ends here.
    content = method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw broken();
  }
  if (content.length !== size || crc32(content) !== crc) throw broken();
  return content;
}

/** A path that some system would unpack elsewhere, or over another file, is refused. */
function refuseUnsafe(path: string, seen: Set<string>): void {
  const parts = path.split('/');
  // A dot at the end: the folder itself or the one above, and what Windows leaves off.
  const isUnsafe = parts.some((part) => part === '' || part.length > 255 || /[. ]$|[\\:\0-\x1f\x7f]/.test(part));
  if (isUnsafe || path.length > 1000 || path.includes('\ufffd'))
    throw refused(`${shown(path)} would be unpacked elsewhere`);
  const folded = path.normalize('NFC').toLowerCase();
  const folders = parts.slice(0, -1).map((_, index) =>
    folded
      .split('/')
      .slice(0, index + 1)
      .join('/'),
  );
  if (seen.has(folded) || seen.has(`${folded}/`) || folders.some((folder) => seen.has(folder))) {
    throw refused(`${shown(path)} stands twice in it`);
  }
  seen.add(folded);
  for (const folder of folders) seen.add(`${folder}/`);
}

function shown(path: string): string {
  return JSON.stringify(path.slice(0, 200));
}

function refused(why: string): AppError {
  return new AppError('mcp.import-bundle', `the bundle cannot be taken: ${why}`, {
    hint: 'ask its maker for a sound one; nothing was unpacked',
  });
}
