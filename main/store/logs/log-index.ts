// The sparse index beside a log: `<log>.idx`, a magic and then entries of four little-endian 64-bit values. It only saves
// time: everything in it can be found by reading the log.

/** A place where an event line of the log begins. */
export interface IndexEntry {
  /** Bytes of output before it. */
  readonly output: number;
  /** Where the line begins in the file. */
  readonly file: number;
  /** Line feeds before it. */
  readonly feeds: number;
  /** Seconds since the start. */
  readonly time: number;
}

/** Bytes of output between two entries, at least. */
export const INDEX_STRIDE = 262_144;

const ENTRY_SIZE = 32;
export const INDEX_MAGIC = Buffer.from('OPSIDX1\n', 'latin1');

/** The index file of a log. */
export function indexPath(logPath: string): string {
  return `${logPath}.idx`;
}

/** The bytes of an entry. */
export function encodeEntry(entry: IndexEntry): Buffer {
  const bytes = Buffer.alloc(ENTRY_SIZE);
  bytes.writeBigUInt64LE(BigInt(entry.output), 0);
  bytes.writeBigUInt64LE(BigInt(entry.file), 8);
  bytes.writeBigUInt64LE(BigInt(entry.feeds), 16);
  bytes.writeDoubleLE(entry.time, 24);
  return bytes;
}

/** The entries of an index file as far as they make sense for a log of that size; a torn last one is left out. */
export function decodeIndex(bytes: Buffer, fileSize: number): IndexEntry[] {
  const entries: IndexEntry[] = [];
  if (!bytes.subarray(0, INDEX_MAGIC.length).equals(INDEX_MAGIC)) return entries;
  let last: IndexEntry = { output: 0, file: 0, feeds: 0, time: 0 };
  for (let at = INDEX_MAGIC.length; at + ENTRY_SIZE <= bytes.length; at += ENTRY_SIZE) {
    const entry = {
      output: Number(bytes.readBigUInt64LE(at)),
      file: Number(bytes.readBigUInt64LE(at + 8)),
      feeds: Number(bytes.readBigUInt64LE(at + 16)),
      time: bytes.readDoubleLE(at + 24),
    };
    const goesOn =
      entry.output > last.output && entry.file > last.file && entry.feeds >= last.feeds && entry.time >= last.time;
    if (!goesOn || entry.file >= fileSize) return entries;
    entries.push(entry);
    last = entry;
  }
  return entries;
}

/** The last entry for which `before` holds; entries hold first those that do. */
export function lastWhere(
  entries: readonly IndexEntry[],
  before: (entry: IndexEntry) => boolean,
): IndexEntry | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(entries[middle] as IndexEntry)) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : entries[low - 1];
}
