import { describe, expect, it } from 'vitest';
import { centralHeader, endRecords, localHeader } from '#main/proof/format/zip-layout.ts';

describe('the headers of a zip', () => {
  it('have zip64 fields exactly where a number needs them', () => {
    const small = { path: 'a', size: 10, crc: 1 };
    const large = { path: 'a', size: 5_000_000_000, crc: 1 };
    expect(localHeader(small)).toHaveLength(31);
    expect(localHeader(large)).toHaveLength(31 + 20);
    expect(localHeader(large).readBigUInt64LE(31 + 4)).toBe(5_000_000_000n);
    expect(localHeader(large).readUInt32LE(22)).toBe(0xffff_ffff);
    expect(centralHeader({ ...small, offset: 0 })).toHaveLength(47);
    expect(centralHeader({ ...small, offset: 5_000_000_000 })).toHaveLength(47 + 12);
    expect(centralHeader({ ...large, offset: 5_000_000_000 })).toHaveLength(47 + 28);
    expect(centralHeader({ ...large, offset: 5_000_000_000 }).readBigUInt64LE(47 + 20)).toBe(5_000_000_000n);
    expect(endRecords(3, 100, 200)).toHaveLength(22);
    expect(endRecords(70_000, 100, 200)).toHaveLength(22 + 20 + 56);
    expect(endRecords(3, 5_000_000_000, 200).readBigUInt64LE(48)).toBe(5_000_000_000n);
  });
});
