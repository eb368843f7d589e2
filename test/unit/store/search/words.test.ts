import { expect, test } from 'vitest';
import { lineWith, matchExpression, namedRun, queryWords } from '#main/store/search/words.ts';

test('a query is its words, each once', () => {
  expect(queryWords('  Connection  refused connection\n')).toEqual(['connection', 'refused']);
  expect(queryWords(' ')).toEqual([]);
});

test.each([
  ['refused', '"refused"*'],
  ['app_rw_2026q3', '"app" AND "rw" AND "2026q3"*'],
  ['c', '"c"'],
  ['"or"', '"or"*'],
  ['a*b', '"a" AND "b"'],
  ['ü', '"ü"'],
  ['--', null],
])('%s is looked up as %s', (word, expression) => {
  expect(matchExpression(word)).toBe(expression);
});

test('labels and numbers name a run', () => {
  expect(['r-12', '12', 'r12', 'x-12', '1e3'].map(namedRun)).toEqual([12, 12, null, null, null]);
});

test('the line around a word is shown, of a long one the part around it', () => {
  expect(lineWith('one\nTWO words\nthree', 'two')).toBe('TWO words');
  expect(lineWith('one\ntwo', 'one')).toBe('one');
  expect(lineWith('id app_rw x', 'app-rw')).toBe('id app_rw x');
  expect(lineWith('one', 'two')).toBeUndefined();
  const long = lineWith(`${'a'.repeat(5000)} needle ${'b'.repeat(5000)}`, 'needle');
  expect(long).toHaveLength(300);
  expect(long).toContain(' needle ');
});
