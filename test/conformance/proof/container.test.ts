import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FILES } from '#main/proof/format/names.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { exported, type Files, rulesOf, unpack, verify } from './bundle-kit.ts';
import { bomb, type RawEntry, rawEntries, rawZip } from './raw-zip.ts';
import { sampleSource } from './sample-run.ts';

let kept: Promise<Files> | undefined;

async function goodEntries(): Promise<RawEntry[]> {
  kept ??= exported(tempFolder(), sampleSource()).then(unpack);
  return rawEntries(await kept);
}

async function reportOf(bytes: Buffer) {
  const path = join(tempFolder(), 'x.zip');
  writeFileSync(path, bytes);
  return verify(path);
}

function inserted(entries: RawEntry[], entry: RawEntry): RawEntry[] {
  return [...entries, entry].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function edited(entries: RawEntry[], path: string, change: Partial<RawEntry>): RawEntry[] {
  return entries.map((entry) => (entry.path === path ? { ...entry, ...change } : entry));
}

const evil = (path: string): RawEntry => ({ path, data: Buffer.from('evil') });

const ATTACKS: readonly {
  readonly name: string;
  readonly rule: string;
  readonly make: (entries: RawEntry[]) => Buffer;
}[] = [
  ...[
    '../evil',
    '/etc/evil',
    'a/../../evil',
    'run/./evil',
    'run//evil',
    String.raw`run\evil`,
    'C:evil',
    'a/.',
    'run/',
    'b ad',
    'x\u0000y',
    'run/evil.',
    '-rf',
  ].map((path) => ({
    name: `a path that leads elsewhere: ${JSON.stringify(path)}`,
    rule: 'zip.path',
    make: (entries: RawEntry[]) => rawZip(inserted(entries, evil(path))),
  })),
  {
    name: 'a file below a file',
    rule: 'zip.path',
    make: (entries) => rawZip(inserted(entries, evil('SHA256SUMS/evil'))),
  },
  {
    name: 'a symbolic link',
    rule: 'zip.link',
    make: (entries) =>
      rawZip(
        inserted(entries, {
          ...evil('run/link'),
          edit: (header, which) => void (which === 'central' && header.writeUInt32LE(0o120777 * 0x1_0000, 38)),
        }),
      ),
  },
  {
    name: 'a folder as an entry',
    rule: 'zip.link',
    make: (entries) =>
      rawZip(
        inserted(entries, {
          ...evil('run/sub'),
          edit: (header, which) => void (which === 'central' && header.writeUInt32LE(0o040755 * 0x1_0000, 38)),
        }),
      ),
  },
  {
    name: 'two entries of one name',
    rule: 'zip.duplicate',
    make: (entries) => rawZip(inserted(entries, { ...evil(FILES.plan) })),
  },
  {
    name: 'two names that differ in case only',
    rule: 'zip.duplicate',
    make: (entries) => rawZip(inserted(entries, evil('run/PLAN.json'))),
  },
  { name: 'a bomb', rule: 'zip.method', make: (entries) => rawZip(inserted(entries, bomb('steps/bomb', 300 << 20))) },
  {
    name: 'an encrypted entry',
    rule: 'zip.method',
    make: (entries) =>
      rawZip(
        edited(entries, FILES.plan, {
          edit: (header, which) => void header.writeUInt16LE(0x0801, which === 'local' ? 6 : 8),
        }),
      ),
  },
  {
    name: 'an entry that says that it is enormous',
    rule: 'zip.form',
    make: (entries) =>
      rawZip(
        edited(entries, FILES.plan, {
          edit: (header, which) => void (which === 'central' && header.writeUInt32LE(0xfff0_0000, 24)),
        }),
      ),
  },
  { name: 'entries without number', rule: 'limit.entries', make: (entries) => rawZip(entries, 4_000_000_000) },
  { name: 'fewer entries than there are', rule: 'zip.form', make: (entries) => rawZip(entries, entries.length - 1) },
  { name: 'more entries than there are', rule: 'zip.form', make: (entries) => rawZip(entries, entries.length + 1) },
  { name: 'entries out of order', rule: 'zip.order', make: (entries) => rawZip(entries.toReversed()) },
  {
    name: 'a local header that names another file',
    rule: 'zip.form',
    make: (entries) => rawZip(edited(entries, FILES.plan, { localPath: 'run/evil.json' })),
  },
  {
    name: 'another time',
    rule: 'zip.form',
    make: (entries) =>
      rawZip(
        edited(entries, FILES.plan, {
          edit: (header, which) => void header.writeUInt16LE(0x5000, which === 'local' ? 12 : 14),
        }),
      ),
  },
  {
    name: 'bytes between two entries',
    rule: 'zip.form',
    make: (entries) => rawZip(edited(entries, FILES.plan, { gap: Buffer.from('hidden') })),
  },
  {
    name: 'bytes that do not fit their checksum',
    rule: 'zip.crc',
    make: (entries) => rawZip(edited(entries, FILES.plan, { crc: 1 })),
  },
  {
    name: 'bytes before the bundle',
    rule: 'zip.end',
    make: (entries) => Buffer.concat([Buffer.from('#!/bin/sh\n'), rawZip(entries)]),
  },
  {
    name: 'bytes after the bundle',
    rule: 'zip.end',
    make: (entries) => Buffer.concat([rawZip(entries), Buffer.from('more')]),
  },
  {
    name: 'a comment',
    rule: 'zip.end',
    make(entries) {
      const zip = rawZip(entries);
      zip.writeUInt16LE(2, zip.length - 2);
      return Buffer.concat([zip, Buffer.from('hi')]);
    },
  },
  { name: 'a bundle twice', rule: 'zip.end', make: (entries) => Buffer.concat([rawZip(entries), rawZip(entries)]) },
  { name: 'a bundle cut in the middle', rule: 'zip.end', make: (entries) => rawZip(entries).subarray(0, 30_000) },
  { name: 'a bundle without its last byte', rule: 'zip.end', make: (entries) => rawZip(entries).subarray(0, -1) },
  { name: 'a bundle without its first byte', rule: 'zip.end', make: (entries) => rawZip(entries).subarray(1) },
  { name: 'an empty file', rule: 'zip.end', make: () => Buffer.alloc(0) },
  { name: 'something that is no zip', rule: 'zip.end', make: () => Buffer.from('hello, I am not a zip file at all') },
  { name: 'a zip of nothing', rule: 'file.missing', make: () => rawZip([]) },
];

describe('the container of a bundle', () => {
  it('is written by the raw writer of these tests just as by the product', async () => {
    const report = await reportOf(rawZip(await goodEntries()));
    expect(report.failures).toEqual([]);
    expect(report.outcome).toBe('valid');
  });

  it.each(ATTACKS)('$name: $rule', async ({ rule, make }) => {
    const report = await reportOf(make(await goodEntries()));
    expect(report.outcome).toBe('invalid');
    expect(rulesOf(report)).toContain(rule);
  });
});
