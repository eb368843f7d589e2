import { expect, it } from 'vitest';
import {
  asSentence,
  formatAgo,
  formatBytes,
  formatClock,
  formatDay,
  formatDuration,
  formatElapsed,
  formatEstimate,
  formatMoment,
  shortDigest,
} from '#renderer/ui/formats.ts';

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

it.each([
  [0, '00:00'],
  [-5, '00:00'],
  [222 * S + 999, '03:42'],
  [59 * M + 59 * S, '59:59'],
  [H + 3 * M + 42 * S, '1:03:42'],
  [30 * H, '30:00:00'],
])('elapsed %d: %s', (ms, text) => {
  expect(formatElapsed(ms)).toBe(text);
});

it.each([
  [0, '0.0s'],
  [812, '0.8s'],
  [9949, '9.9s'],
  [9950, '10s'],
  [38 * S, '38s'],
  [59_499, '59s'],
  [59_500, '1m 00s'],
  [2 * M + 48 * S, '2m 48s'],
  [59 * M + 59_600, '1h 00m'],
  [H + 3 * M, '1h 03m'],
  [2 * D + 4 * H, '2d 4h'],
])('duration %d: %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it.each([
  [200, '~1s'],
  [40 * S, '~40s'],
  [59_700, '~1m'],
  [4 * M + 10 * S, '~4m'],
  [59.8 * M, '~1h'],
  [3 * H, '~3h'],
])('estimate %d: %s', (ms, text) => {
  expect(formatEstimate(ms)).toBe(text);
});

it('moments are UTC', () => {
  const at = Date.UTC(2026, 10, 12, 14, 32, 6);
  expect(formatClock(at)).toBe('14:32:06');
  expect(formatClock(at, false)).toBe('14:32');
  expect(formatMoment(at)).toBe('12 Nov 2026, 14:32:06 UTC');
  expect(formatDay(at, at)).toBe('12 Nov');
  expect(formatDay(at, at + 100 * D)).toBe('12 Nov 2026');
});

it('ago gets coarser, then is the day', () => {
  const now = Date.UTC(2026, 10, 20, 12);
  expect([0, 59 * S, 12 * M, 2 * H, 3 * D, 8 * D].map((ago) => formatAgo(now - ago, now))).toEqual([
    'now',
    'now',
    '12m',
    '2h',
    '3d',
    '12 Nov',
  ]);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [4210, '4.2 kB'],
  [12_800, '13 kB'],
  [999_600, '1.0 MB'],
  [2.5e12, '2.5 TB'],
])('%d bytes: %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it('a digest is known by its beginning', () => {
  expect(shortDigest('sha256:9f3c41e7aa')).toBe('9f3c41e7');
  expect(shortDigest('9f3c41e7aa')).toBe('9f3c41e7');
});

it('words become a sentence', () => {
  expect(['close it first', 'Done.', ' what now? ', ''].map(asSentence)).toEqual([
    'Close it first.',
    'Done.',
    'What now?',
    '',
  ]);
});
