import { crc32, deflateRawSync } from 'node:zlib';
import { centralHeader, endRecords, localHeader } from '#main/proof/format/zip-layout.ts';
import type { Files } from './bundle-kit.ts';

/** An entry as somebody who means no good may write it. */
export interface RawEntry {
  readonly path: string;
  readonly data: Buffer;
  /** Changes the two headers; the local one may be made to say something else. */
  readonly edit?: (header: Buffer, which: 'local' | 'central') => void;
  readonly localPath?: string;
  readonly crc?: number;
  /** Bytes before the entry that belong to nobody. */
  readonly gap?: Buffer;
}

export function rawEntries(files: Files): RawEntry[] {
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, data]) => ({ path, data }));
}

/** A zip of entries in the order in which they are given. */
export function rawZip(entries: readonly RawEntry[], count = entries.length): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, data, edit, localPath = path, crc = crc32(data), gap = Buffer.alloc(0) } of entries) {
    offset += gap.length;
    const local = localHeader({ path: localPath, size: data.length, crc });
    const central = centralHeader({ path, size: data.length, crc, offset });
    edit?.(local, 'local');
    edit?.(central, 'central');
    parts.push(gap, local, data);
    directory.push(central);
    offset += local.length + data.length;
  }
  const listing = Buffer.concat(directory);
  return Buffer.concat([...parts, listing, endRecords(count, offset, listing.length)]);
}

/** A small entry that unpacks to very many bytes. */
export function bomb(path: string, size: number): RawEntry {
  const content = Buffer.alloc(size);
  const data = deflateRawSync(content, { level: 9 });
  return {
    path,
    data,
    crc: crc32(content),
    edit(header, which) {
      const at = which === 'local' ? 0 : 2;
      header.writeUInt16LE(8, 8 + at);
      header.writeUInt32LE(size, 22 + at);
    },
  };
}
