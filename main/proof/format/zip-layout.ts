// The one form of zip that a bundle has: entries stored (not compressed) one right after the other, sorted by path, with
// fixed times and modes; zip64 fields exactly where the numbers need them. Writer and reader share these encoders, so a
// reader accepts what the writer can have written and nothing else: no compression means no bombs, no gaps mean no second
// reading of the same bytes.

export interface ZipEntry {
  /** ASCII, with forward slashes. */
  readonly path: string;
  readonly size: number;
  readonly crc: number;
  /** Of the local header, from the start of the file. */
  readonly offset: number;
}

export const SIGNATURES = {
  local: 0x04034b50,
  central: 0x02014b50,
  end64: 0x06064b50,
  locator: 0x07064b50,
  end: 0x06054b50,
};
export const CENTRAL_BYTES = 46;
export const END_BYTES = 22;
export const LOCATOR_BYTES = 20;
export const END64_BYTES = 56;

const LARGEST_32 = 0xffff_ffff;
const LARGEST_16 = 0xffff;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** 1980-01-01, the first day that a zip can name. */
const DATE = 0x0021;
const MADE_BY_UNIX = 3 << 8;
/** A regular file, rw-r--r--. */
export const FILE_MODE = 0o100644;

function isLarge(value: number): boolean {
  return value >= LARGEST_32;
}

function cut(value: number): number {
  return isLarge(value) ? LARGEST_32 : value;
}

function extra64(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, index) => extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index));
  return extra;
}

/** The header that stands before an entry's bytes. */
export function localHeader({ path, size, crc }: Omit<ZipEntry, 'offset'>): Buffer {
  const extra = extra64(isLarge(size) ? [size, size] : []);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(SIGNATURES.local, 0);
  header.writeUInt16LE(extra.length > 0 ? 45 : 10, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(DATE, 12);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(cut(size), 18);
  header.writeUInt32LE(cut(size), 22);
  header.writeUInt16LE(path.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, Buffer.from(path, 'latin1'), extra]);
}

/** The entry in the directory at the end. */
export function centralHeader({ path, size, crc, offset }: ZipEntry): Buffer {
  const extra = extra64([...(isLarge(size) ? [size, size] : []), ...(isLarge(offset) ? [offset] : [])]);
  const version = extra.length > 0 ? 45 : 10;
  const header = Buffer.alloc(CENTRAL_BYTES);
  header.writeUInt32LE(SIGNATURES.central, 0);
  header.writeUInt16LE(MADE_BY_UNIX | version, 4);
  header.writeUInt16LE(version, 6);
  header.writeUInt16LE(FLAGS, 8);
  header.writeUInt16LE(DATE, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(cut(size), 20);
  header.writeUInt32LE(cut(size), 24);
  header.writeUInt16LE(path.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(FILE_MODE * 0x1_0000, 38);
  header.writeUInt32LE(cut(offset), 42);
  return Buffer.concat([header, Buffer.from(path, 'latin1'), extra]);
}

/** What closes the file, after a directory of `count` entries that starts at `start`. */
export function endRecords(count: number, start: number, length: number): Buffer {
  const needs64 = count >= LARGEST_16 || isLarge(start) || isLarge(length);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(SIGNATURES.end, 0);
  end.writeUInt16LE(Math.min(count, LARGEST_16), 8);
  end.writeUInt16LE(Math.min(count, LARGEST_16), 10);
  end.writeUInt32LE(cut(length), 12);
  end.writeUInt32LE(cut(start), 16);
  if (!needs64) return end;
  const end64 = Buffer.alloc(END64_BYTES);
  end64.writeUInt32LE(SIGNATURES.end64, 0);
  end64.writeBigUInt64LE(BigInt(END64_BYTES - 12), 4);
  end64.writeUInt16LE(MADE_BY_UNIX | 45, 12);
  end64.writeUInt16LE(45, 14);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(length), 40);
  end64.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(LOCATOR_BYTES);
  locator.writeUInt32LE(SIGNATURES.locator, 0);
  locator.writeBigUInt64LE(BigInt(start + length), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end]);
}
