import { expect, test } from 'vitest';
import { compareTexts, parseDiff } from '#renderer/features/artifacts/model/diff-rows.ts';
import { imageType, kindOf } from '#renderer/features/artifacts/model/file-kind.ts';
import { hexRow, hexRows } from '#renderer/features/artifacts/model/hex.ts';
import { jsonRows } from '#renderer/features/artifacts/model/json-rows.ts';
import {
  MOST_PIXELS,
  rowAtScroll,
  scrollHeight,
  scrollToRow,
} from '#renderer/features/artifacts/model/scroll-scale.ts';
import { ROWS_PER_PAGE, TextIndex } from '#renderer/features/artifacts/model/text-index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('the kind of a file comes from its type, then its name', () => {
  expect(kindOf({ name: 'a.diff', mediaType: 'text/x-diff' })).toBe('diff');
  expect(kindOf({ name: 'a', mediaType: 'application/json' })).toBe('json');
  expect(kindOf({ name: 'a.svg', mediaType: 'image/svg+xml' })).toBe('image');
  expect(kindOf({ name: 'a.bin', mediaType: 'application/octet-stream' })).toBe('hex');
  expect(imageType({ name: 'a.png', mediaType: 'text/html' })).toBeNull();
});

test('a row of bytes is padded at the end', () => {
  expect(hexRows(17)).toBe(2);
  const row = hexRow(16, bytes('A\n'));
  expect(row.offset).toBe('00000010');
  expect(row.hex.trim()).toBe('41 0a');
  expect(row.hex).toHaveLength(48);
  expect(row.text).toBe('A.');
});

test('JSON folds: what is toggled hides its members', () => {
  const value = { a: [1, { 'b/c': null }], d: 'x' };
  const all = jsonRows(value, new Set());
  expect(all.map(({ key }) => key)).toEqual(['$', '$/a', '$/a/0', '$/a/1', '$/a/1/b~1c', '$/d']);
  expect(jsonRows(value, new Set(['$/a'])).map(({ key }) => key)).toEqual(['$', '$/a', '$/d']);
});

test('a unified diff keeps the numbers of both sides', () => {
  const view = parseDiff('--- a\n+++ b\n@@ -3,2 +3,3 @@ fn\n same\n--- gone\n+new\n+more\n');
  expect(view).toMatchObject({ added: 2, removed: 1 });
  expect(view.rows.slice(2)).toEqual([
    { kind: 'hunk', left: null, right: null, text: 'fn, lines 3 to 5' },
    { kind: 'same', left: 3, right: 3, text: 'same' },
    { kind: 'removed', left: 4, right: null, text: '-- gone' },
    { kind: 'added', left: null, right: 4, text: 'new' },
    { kind: 'added', left: null, right: 5, text: 'more' },
  ]);
});

test('texts are compared by lines', () => {
  const view = compareTexts('a\nb\nc\n', 'a\nB\nc\n');
  expect(view).toMatchObject({ added: 1, removed: 1 });
  expect(view?.rows[0]?.kind).toBe('hunk');
});

test('rows of a text are the same whether found at once or by pieces, and long lines go on', () => {
  const lines = Array.from({ length: ROWS_PER_PAGE + 10 }, (_, at) => `line ${at} é`);
  const content = bytes(`${lines.join('\n')}\n${'é'.repeat(5000)}\nend`);
  const index = new TextIndex();
  for (let at = 0; at < content.length; at += 7) index.feed(content.subarray(at, at + 7));
  const rows = [0, 1].flatMap((page) => {
    const range = index.range(page);
    return range === undefined ? [] : index.decode(page, content.subarray(range.from, range.to));
  });
  expect(rows).toHaveLength(index.rows);
  expect(rows.slice(0, lines.length).map(({ text }) => text)).toEqual(lines);
  expect(rows.slice(lines.length).map(({ line }) => line)).toEqual([lines.length + 1, null, null, lines.length + 2]);
  expect(
    rows
      .slice(lines.length, -1)
      .map(({ text }) => text)
      .join(''),
  ).toBe('é'.repeat(5000));
  expect(index.lines).toBe(lines.length + 2);
});

test('signs that steer a terminal are shown', () => {
  const index = new TextIndex();
  index.feed(bytes('\u001b[1mx\r\n'));
  expect(index.decode(0, bytes('\u001b[1mx\r\n'))).toEqual([{ line: 1, text: '␛[1mx' }]);
});

test('more rows than a browser can draw are reached in a smaller scale, the last one too', () => {
  const view = { count: 50_000_000, rowHeight: 19, viewport: 600 };
  expect(scrollHeight(view)).toBe(MOST_PIXELS);
  expect(rowAtScroll(view, MOST_PIXELS - 600)).toBeCloseTo(view.count - 600 / 19, 3);
  expect(rowAtScroll(view, scrollToRow(view, 12_345_678))).toBeCloseTo(12_345_678, 2);
  expect(rowAtScroll({ ...view, count: 1000 }, 190)).toBeCloseTo(10, 6);
});
