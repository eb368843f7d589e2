import { expect, test } from 'vitest';
import { RowMap } from '#renderer/features/run/log/row-map.ts';

test('a long line takes several rows', () => {
  const map = new RowMap(100);
  for (const row of [1, 4, 5]) map.feed(row);
  expect(map.lastLine).toBe(103);
  expect(map.lineAt(0)).toEqual({ line: 100, continued: false });
  expect(map.lineAt(1)).toEqual({ line: 101, continued: false });
  expect(map.lineAt(3)).toEqual({ line: 101, continued: true });
  expect(map.lineAt(4)).toEqual({ line: 102, continued: false });
  expect(map.rowOf(102)).toBe(4);
});

test('lines outside of what was printed are clamped to it', () => {
  const map = new RowMap(10);
  map.feed(1);
  expect(map.rowOf(3)).toBe(0);
  expect(map.rowOf(99)).toBe(1);
});

test('output that goes up and writes over rows never puts a line above an earlier one', () => {
  const map = new RowMap(0);
  for (const row of [1, 2, 3, 1, 2, 3, 4]) map.feed(row);
  expect([0, 1, 2, 3, 4, 5, 6, 7].map((line) => map.rowOf(line))).toEqual([0, 1, 2, 3, 3, 3, 3, 4]);
  expect(map.lineAt(3)).toEqual({ line: 6, continued: false });
});
