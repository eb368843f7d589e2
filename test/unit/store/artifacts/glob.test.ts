import { expect, test } from 'vitest';
import { matchesPart } from '#main/store/artifacts/glob.ts';
import { mediaTypeOf } from '#main/store/artifacts/media-type.ts';
import { TextCheck } from '#main/store/artifacts/text-check.ts';

test.each([
  ['*', 'a', true],
  ['*', '.a', false],
  ['.*', '.a', true],
  ['*.txt', 'a.txt', true],
  ['*.txt', 'a.txt.gz', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a*b*c', 'aXbYbZc', true],
  ['a*b*c', 'aXbYbZ', false],
  ['[ab]', 'a', false],
  ['[ab]', '[ab]', true],
  ['', '', true],
  ['**x', 'yyx', true],
])('%s matches %s: %s', (part, name, expected) => {
  expect(matchesPart(part, name)).toBe(expected);
});

test('no pattern takes exponential time', () => {
  const began = performance.now();
  expect(matchesPart(`${'a*'.repeat(60)}b`, 'a'.repeat(2000))).toBe(false);
  expect(performance.now() - began).toBeLessThan(1000);
});

test('media types come from the name, else from the content', () => {
  const type = (name: string, start: string, isText = false) => mediaTypeOf(name, Buffer.from(start, 'latin1'), isText);
  expect([type('a.JSON', ''), type('a', '%PDF-1.7'), type('a', 'hello', true), type('a', '\u0001')]).toEqual([
    'application/json',
    'application/pdf',
    'text/plain',
    'application/octet-stream',
  ]);
});

test('text is UTF-8 without a NUL, in any pieces', () => {
  const isText = (...pieces: string[]) => {
    const check = new TextCheck();
    for (const piece of pieces) check.add(Buffer.from(piece, 'latin1'));
    return check.end();
  };
  expect([
    isText(),
    isText('a', 'b'),
    isText('\u00c3', '\u00a9'),
    isText('\u00c3'),
    isText('\u00ff', 'a'),
    isText('a\0'),
  ]).toEqual([true, true, true, false, false, false]);
});
