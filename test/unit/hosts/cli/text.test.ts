import { describe, expect, test } from 'vitest';
import { createPaint } from '#main/hosts/cli/format/paint.ts';
import { table } from '#main/hosts/cli/format/table.ts';
import { padText, plainLine, textWidth, truncateText } from '#main/hosts/cli/format/text-width.ts';
import { ago, parseSince, sizeText, spanText } from '#main/hosts/cli/format/times.ts';

describe('the width of a text', () => {
  test.each([
    ['plain', 5],
    ['日本', 4],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['⠋ ✓', 3],
    ['\u001b[31mred\u001b[0m', 3],
    ['a\u200bb', 2],
    ['', 0],
  ])('%j takes %i cells', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  test('is never exceeded by a cut', () => {
    expect(truncateText('日本語', 6)).toBe('日本語');
    expect(truncateText('日本語', 5)).toBe('日本…');
    expect(truncateText('日本語', 4)).toBe('日…');
    expect(truncateText('abc', 0)).toBe('');
    expect(padText('日', 4)).toBe('日  ');
  });

  test('foreign text becomes one harmless line', () => {
    expect(plainLine('a\u001b[2J\nb\tc\u0007\u001b]0;title\u0007')).toBe('a b c');
  });
});

test('a table gives each column its widest value, and fits the line', () => {
  const rows = [
    { name: 'a', note: 'x' },
    { name: 'long name', note: 'a note that is longer than the line' },
  ];
  const columns = [
    { title: 'NAME', value: (row: (typeof rows)[number]) => row.name, most: 6 },
    { title: 'NOTE', value: (row: (typeof rows)[number]) => row.note },
  ];
  expect(table(rows, columns, 16)).toBe('NAME    NOTE\na       x\nlong …  a note …\n');
});

describe('times', () => {
  test.each([
    [0, '0ms'],
    [999, '999ms'],
    [3_240, '3.2s'],
    [59_949, '59.9s'],
    [59_990, '1m 00s'],
    [3_599_900, '1h 00m'],
    [90_061_000, '1d 1h'],
  ])('%i ms is %s', (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });

  test('since is a date, a time, or how long ago', () => {
    const now = Date.UTC(2026, 0, 10);
    expect(parseSince('2h', now)).toBe(now - 7_200_000);
    expect(parseSince('2026-01-01', now)).toBe(Date.UTC(2026, 0, 1));
    expect(parseSince('2026-01-01T10:00Z', now)).toBe(Date.UTC(2026, 0, 1, 10));
    expect(() => parseSince('yesterday', now)).toThrow(/not a time/);
    expect(() => parseSince('2026-13-45', now)).toThrow(/not a time/);
  });

  test('ago and sizes', () => {
    expect([ago(0, 2_000), ago(2_000, 0)]).toEqual(['2.0s ago', 'in 2.0s']);
    expect([sizeText(12), sizeText(2048), sizeText(5 * 2 ** 30)]).toEqual(['12 B', '2.0 KiB', '5.0 GiB']);
  });
});

test('paint leaves texts alone without colours, and never paints nothing', () => {
  expect(createPaint(false)('red', 'x')).toBe('x');
  expect(createPaint(true)('red', 'x')).toBe('\u001b[31mx\u001b[0m');
  expect(createPaint(true)('red', '')).toBe('');
});
