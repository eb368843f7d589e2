import { expect, it } from 'vitest';
import { bestMatches, markMatches, matchScore } from '#renderer/app/commands/match-text.ts';

const best = (query: string, ...texts: readonly string[]): readonly string[] =>
  bestMatches(query, texts, (text) => ({ text }), 3);

it('wants every word, anywhere, in any case', () => {
  expect(matchScore('db rotate', 'Rotate DB credentials')).toBeGreaterThan(0);
  expect(matchScore('rotate redis', 'Rotate DB credentials')).toBe(0);
  expect(matchScore('', 'anything')).toBe(1);
  expect(matchScore('creds', 'Rotate', 'db-creds')).toBe(1);
});

it('puts the beginning before the beginning of a word, before its middle', () => {
  expect(best('rot', 'Carrot', 'Key rotation', 'Rotate keys')).toEqual(['Rotate keys', 'Key rotation', 'Carrot']);
});

it('keeps the order of equals, and no more than wanted', () => {
  expect(best('a', 'a1', 'a2', 'a3', 'a4')).toEqual(['a1', 'a2', 'a3']);
});

it('marks what was searched for, and takes signs as they are', () => {
  expect(markMatches('db ro', 'Rotate DB')).toEqual([
    { text: 'Ro', hit: true },
    { text: 'tate ', hit: false },
    { text: 'DB', hit: true },
  ]);
  expect(markMatches('(a', 'f(a)')).toEqual([
    { text: 'f', hit: false },
    { text: '(a', hit: true },
    { text: ')', hit: false },
  ]);
});
