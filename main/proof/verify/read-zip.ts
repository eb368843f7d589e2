import type { FileHandle } from 'node:fs/promises';
import { isSafePath } from '../format/names.ts';
import {
  CENTRAL_BYTES,
  centralHeader,
  END_BYTES,
  END64_BYTES,
  endRecords,
  LOCATOR_BYTES,
  localHeader,
  SIGNATURES,
  type ZipEntry,
} from '../format/zip-layout.ts';
import type { Failure } from './findings.ts';
import { LIMITS } from './limits.ts';

/** A zip that is not one of ours. */
export class ZipProblem extends Error {
  readonly failure: Failure;

  constructor(rule: string, message: string, file = '') {
    super(message);
    this.failure = { file, rule, message };
  }
}

/** The entries of a bundle, in the order in which they stand in the file. Throws ZipProblem. */
export async function readDirectory(file: FileHandle, size: number): Promise<readonly ZipEntry[]> {
  const { count, start, length } = await readEnd(file, size);
  const directory = await readAt(file, start, length);
  const entries = parseDirectory(directory, count);
  const written = Buffer.concat(entries.map(centralHeader));
  if (!written.equals(directory)) throw new ZipProblem('zip.form', 'the directory is not what we write');
  let at = 0;
  for (const entry of entries) {
    if (entry.offset !== at) throw new ZipProblem('zip.form', 'it does not follow the entry before', entry.path);
    at += localHeader(entry).length + entry.size;
  }
  if (at !== start) throw new ZipProblem('zip.form', 'there are bytes that belong to no file');
  return entries;
}

interface End {
  readonly count: number;
  readonly start: number;
  readonly length: number;
}

async function readEnd(file: FileHandle, size: number): Promise<End> {
  const cut = new ZipProblem('zip.end', 'it does not end as a bundle does: it was cut off, or something was added');
  if (size < END_BYTES) throw cut;
  const tailBytes = Math.min(size, END_BYTES + LOCATOR_BYTES + END64_BYTES);
  const tail = await readAt(file, size - tailBytes, tailBytes);
  const end = tail.subarray(tailBytes - END_BYTES);
  if (end.readUInt32LE(0) !== SIGNATURES.end) throw cut;
  let count = end.readUInt16LE(10);
  let length = end.readUInt32LE(12);
  let start = end.readUInt32LE(16);
  if ((count === 0xffff || length === 0xffff_ffff || start === 0xffff_ffff) && tailBytes > END_BYTES + LOCATOR_BYTES) {
    const end64 = tail.subarray(0, END64_BYTES);
    count = toNumber(end64.readBigUInt64LE(32));
    length = toNumber(end64.readBigUInt64LE(40));
    start = toNumber(end64.readBigUInt64LE(48));
  }
  if (count > LIMITS.entries || length > LIMITS.directoryBytes) {
    throw new ZipProblem('limit.entries', `it says that it has ${count} entries`);
  }
  const expected = endRecords(count, start, length);
  if (start + length + expected.length !== size) throw cut;
  if (!expected.equals(tail.subarray(tailBytes - expected.length))) {
    throw new ZipProblem('zip.form', 'its end is not what we write');
  }
  return { count, start, length };
}

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ZipProblem('zip.form', 'a number is too large');
  return Number(value);
}

function parseDirectory(directory: Buffer, count: number): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  const seen = new Set<string>();
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    const { entry, bytes } = parseEntry(directory, at);
    refuse(entry.path, entries.at(-1)?.path, seen);
    entries.push(entry);
    at += bytes;
  }
  if (at !== directory.length) throw new ZipProblem('zip.form', 'the directory has more than its entries');
  return entries;
}

function parseEntry(directory: Buffer, at: number): { readonly entry: ZipEntry; readonly bytes: number } {
  const header = directory.subarray(at, at + CENTRAL_BYTES);
  if (header.length < CENTRAL_BYTES || header.readUInt32LE(0) !== SIGNATURES.central) {
    throw new ZipProblem('zip.form', 'the directory is broken');
  }
  const nameBytes = header.readUInt16LE(28);
  const extraBytes = header.readUInt16LE(30);
  const commentBytes = header.readUInt16LE(32);
  const name = directory.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes);
  const path = name.toString('latin1');
  if (header.readUInt16LE(10) !== 0 || (header.readUInt16LE(8) & 1) !== 0) {
    throw new ZipProblem('zip.method', 'it is compressed or encrypted: bundles are not', path);
  }
  const mode = Math.floor(header.readUInt32LE(38) / 0x1_0000) & 0o170000;
  if (mode !== 0o100000) throw new ZipProblem('zip.link', 'it is not a regular file', path);
  const extra = directory.subarray(at + CENTRAL_BYTES + nameBytes, at + CENTRAL_BYTES + nameBytes + extraBytes);
  let size = header.readUInt32LE(24);
  let offset = header.readUInt32LE(42);
  let field = 4;
  if (size === 0xffff_ffff && extra.length >= field + 16) {
    size = toNumber(extra.readBigUInt64LE(field));
    field += 16;
  }
  if (offset === 0xffff_ffff && extra.length >= field + 8) offset = toNumber(extra.readBigUInt64LE(field));
  const entry: ZipEntry = { path, size, crc: header.readUInt32LE(16), offset };
  return { entry, bytes: CENTRAL_BYTES + nameBytes + extraBytes + commentBytes };
}

function refuse(path: string, before: string | undefined, seen: Set<string>): void {
  if (!isSafePath(path)) throw new ZipProblem('zip.path', 'the path is not safe to unpack', path);
  // Some file systems do not tell cases apart.
  const folded = path.toLowerCase();
  if (seen.has(folded)) throw new ZipProblem('zip.duplicate', 'there are two files of that name', path);
  seen.add(folded);
  const folders = folded.split('/').slice(0, -1);
  if (folders.some((_, index) => seen.has(folders.slice(0, index + 1).join('/')))) {
    throw new ZipProblem('zip.path', 'it stands below a file', path);
  }
  if (before !== undefined && before >= path) throw new ZipProblem('zip.order', 'the entries are not sorted', path);
}

/** Bytes at a place. Throws ZipProblem when the file ends before. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new ZipProblem('zip.end', 'it ends too early');
    done += bytesRead;
  }
  return bytes;
}
