import { expect, test } from 'vitest';
import { decodeIndex, encodeEntry, INDEX_MAGIC, lastWhere } from '#main/store/logs/log-index.ts';

const entries = [
  { output: 300_000, file: 310_000, feeds: 10, time: 0.5 },
  { output: 600_000, file: 620_000, feeds: 10, time: 1.5 },
  { output: 2 ** 40, file: 2 ** 41, feeds: 2 ** 35, time: 9.25 },
];
const bytes = Buffer.concat([INDEX_MAGIC, ...entries.map((entry) => encodeEntry(entry))]);

test('an index reads back what was written, beyond 4 GiB too', () => {
  expect(decodeIndex(bytes, 2 ** 42)).toEqual(entries);
});

test('a torn entry, one behind the end of the log, and one that goes back are left out', () => {
  expect(decodeIndex(bytes.subarray(0, bytes.length - 1), 2 ** 42)).toEqual(entries.slice(0, 2));
  expect(decodeIndex(bytes, 620_000)).toEqual(entries.slice(0, 1));
  const back = Buffer.concat([bytes, encodeEntry({ output: 5, file: 2 ** 41 + 9, feeds: 2 ** 36, time: 10 })]);
  expect(decodeIndex(back, 2 ** 42)).toEqual(entries);
  expect(decodeIndex(Buffer.from('something else'), 2 ** 42)).toEqual([]);
  expect(decodeIndex(Buffer.alloc(0), 2 ** 42)).toEqual([]);
});

test('the last entry before a place is found', () => {
  const at = (offset: number) => lastWhere(entries, (entry) => entry.output <= offset)?.output;
  expect([at(0), at(300_000), at(599_999), at(600_000), at(2 ** 41)]).toEqual([
    undefined,
    300_000,
    300_000,
    600_000,
    2 ** 40,
  ]);
});
