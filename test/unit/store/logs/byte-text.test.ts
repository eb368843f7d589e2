import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, countFeeds, incompleteTail, jsonText } from '#main/store/logs/byte-text.ts';

const piece = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => Buffer.from(text)),
  // Overlong forms, surrogates in UTF-8, beyond U+10FFFF, and cut sequences.
  fc
    .constantFrom('c080', 'e08080', 'eda080', 'edb2a9', 'f0808080', 'f4908080', 'f5', 'e282', 'f09f92', 'ff', '80')
    .map((hex) => Buffer.from(hex, 'hex')),
  fc.constantFrom('€', '💩', '\u2028', '"\\\n\r\t\b\f\u0000\u001b\u007f').map((text) => Buffer.from(text)),
);

test('any bytes survive a JSON string', () => {
  fc.assert(
    fc.property(fc.array(piece), (parts) => {
      const bytes = Buffer.concat(parts);
      const json = jsonText(bytes);
      expect(bytesOf(JSON.parse(json.toString('utf8'))).equals(bytes)).toBe(true);
      // What is in the file is UTF-8 itself, on one line.
      expect(Buffer.from(json.toString('utf8')).equals(json)).toBe(true);
      expect(json.includes(0x0a)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test('a byte that is not UTF-8 travels as one lone surrogate', () => {
  expect(jsonText(Buffer.from('61ff62c3', 'hex')).toString()).toBe('"a\\udcffb\\udcc3"');
  expect(jsonText(Buffer.from('a\u0001"é"\u001b[0m')).toString()).toBe('"a\\u0001\\"é\\"\\u001b[0m"');
});

test('a text cut anywhere is cut between characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.nat(), (text, at) => {
      const bytes = Buffer.from(text);
      const cut = at % (bytes.length + 1);
      const tail = incompleteTail(bytes, cut);
      const [head, rest] = [bytes.subarray(0, cut - tail), bytes.subarray(cut - tail)];
      expect(tail).toBeLessThan(4);
      expect(head.toString() + rest.toString()).toBe(text.toWellFormed());
    }),
  );
  for (const [hex, tail] of [
    ['e2', 1],
    ['e282', 2],
    ['f09f92', 3],
    ['f09f92a9', 0],
    ['80808080', 0],
    ['ff', 0],
    ['c3a9', 0],
    ['', 0],
  ] as const) {
    const bytes = Buffer.from(hex, 'hex');
    expect([hex, incompleteTail(bytes, bytes.length)]).toEqual([hex, tail]);
  }
});

test('line feeds are counted', () => {
  expect([countFeeds(Buffer.from('')), countFeeds(Buffer.from('\na\n\nb'))]).toEqual([0, 3]);
});
