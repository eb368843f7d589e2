import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CastOutput } from '#main/proof/verify/cast-output.ts';
import { footerLine, headerLine, outputLine } from '#main/store/logs/cast-format.ts';
import type { Digest } from '#shared/lib/digest.ts';

const PIECES = [
  Buffer.from('plain\r\n'),
  Buffer.from('ключ 🔑 "quoted" \\ \u0000 \u2028'),
  // No UTF-8, half a character at either side, and what decodes to no character at all.
  Buffer.from([0xff, 0x41, 0x80, 0xc3]),
  Buffer.from([0xa9, 0x0a, 0xed, 0xb2, 0x80]),
];

const HEADER = headerLine({ width: 80, height: 24 }, 0);
const FOOTER = footerLine(9, { bytes: 1, lines: 1, digest: `sha256:${'0'.repeat(64)}` as Digest, redactions: 0 });
const EVENTS = PIECES.flatMap((bytes, index) => outputLine(index, bytes));

function outputOf(file: Buffer, size: number): string | undefined {
  const output = new CastOutput();
  // A reader gives every block in the same memory.
  const block = Buffer.alloc(size);
  for (let at = 0; at < file.length; at += size) output.add(block.subarray(0, file.copy(block, 0, at, at + size)));
  return output.sha256();
}

describe('the output of a recording', () => {
  it.each([1, 2, 7, 1000])('is read back byte for byte, in blocks of %i', (size) => {
    const expected = createHash('sha256').update(Buffer.concat(PIECES)).digest('hex');
    const marker = Buffer.from('[1.5,"m","a mark"]\n');
    expect(outputOf(Buffer.concat([HEADER, ...EVENTS, marker, FOOTER]), size)).toBe(expected);
    expect(outputOf(Buffer.concat([HEADER, ...EVENTS, Buffer.from('[2,"o","torn')]), size)).toBe(expected);
  });

  it.each([
    ['', []],
    ['another version', [Buffer.from('{"version":3}\n')]],
    ['no header', EVENTS],
    ['a line that is no JSON', [HEADER, Buffer.from('x\n')]],
    ['a line that is no event', [HEADER, Buffer.from('[1,"o"]\n'), ...EVENTS]],
    ['a line without end', [HEADER, Buffer.alloc(3 << 20, 0x61)]],
  ])('is nothing in what is no recording: %s', (_, parts) => {
    expect(outputOf(Buffer.concat(parts), 100_000)).toBeUndefined();
  });
});
