import { describe, expect, test } from 'vitest';
import {
  addHits,
  completed,
  insertHits,
  MOST_HITS,
  NO_SEARCH,
  placesIn,
  searchWords,
  step,
  stretchesIn,
} from '#renderer/features/run/log/search-model.ts';

const searching = { ...NO_SEARCH, text: 'x', complete: false };
const at = (section: number, line: number) => ({ section, line });

describe('going through hits', () => {
  test('begins at the first hit from where the reader looks', () => {
    const some = addHits(searching, [at(0, 1), at(0, 9)], at(1, 0));
    expect(some.current).toBe(-1);
    const more = addHits(some, [at(1, 4), at(2, 0)], at(1, 0));
    expect(more.hits[more.current]).toEqual(at(1, 4));
    expect(addHits(more, [at(3, 0)], at(1, 0)).current).toBe(more.current);
  });

  test('goes on from the top where nothing lies behind', () => {
    const end = completed(addHits(searching, [at(0, 1)], at(5, 0)));
    expect(end.current).toBe(0);
    expect(end.complete).toBe(true);
  });

  test('goes around both ends', () => {
    const state = { ...searching, hits: [at(0, 1), at(0, 2), at(0, 3)], current: 2 };
    expect(step(state, 1).current).toBe(0);
    expect(step({ ...state, current: 0 }, -1).current).toBe(2);
    expect(step({ ...state, current: -1 }, -1).current).toBe(2);
    expect(step(searching, 1).current).toBe(-1);
  });

  test('says how many there are, and when it does not know', () => {
    expect(searchWords(NO_SEARCH)).toBe('');
    expect(searchWords(searching)).toBe('Searching');
    expect(searchWords({ ...searching, complete: true })).toBe('No match');
    expect(searchWords({ ...searching, hits: [at(0, 1), at(0, 2)], current: 1 })).toBe('2 of 2…');
    const many = Array.from({ length: MOST_HITS + 1 }, (_, line) => at(0, line));
    expect(searchWords(completed(addHits(searching, many, at(0, 0))))).toBe('1 of 20,000+');
  });
});

describe('places in rows', () => {
  test('are found whatever the case', () => {
    expect(placesIn('Error: no ERROR', 'error')).toEqual([
      { from: 0, to: 5 },
      { from: 10, to: 15 },
    ]);
    expect(placesIn('aaa', 'aa')).toEqual([{ from: 0, to: 2 }]);
    expect(placesIn('abc', '')).toEqual([]);
  });

  test('go over the end of a row that a line was wrapped at, and not into the next line', () => {
    const rows = [
      { text: 'abcdefgh', continued: false },
      { text: 'ijk', continued: true },
      { text: 'ijk', continued: false },
    ];
    expect(stretchesIn(rows, 'ghij', 8)).toEqual([
      { row: 0, from: 6, to: 8 },
      { row: 1, from: 0, to: 2 },
    ]);
    const full = [
      { text: 'abcdefgh', continued: false },
      { text: 'ijk', continued: false },
    ];
    expect(stretchesIn(full, 'hijk', 8)).toEqual([]);
  });
});

test('takes in what a live log printed since, in its place, and keeps the current hit', () => {
  const start = { ...NO_SEARCH, text: 'a' };
  const first = addHits(
    start,
    [
      { section: 0, line: 4 },
      { section: 1, line: 2 },
    ],
    { section: 1, line: 0 },
  );
  expect(first.current).toBe(1);
  const more = insertHits(first, [
    { section: 0, line: 4 },
    { section: 0, line: 9 },
  ]);
  expect(more.hits).toEqual([
    { section: 0, line: 4 },
    { section: 0, line: 9 },
    { section: 1, line: 2 },
  ]);
  expect(more.current).toBe(2);
});

test('chooses nothing by itself while a live log goes on', () => {
  const state = insertHits({ ...NO_SEARCH, text: 'a' }, [{ section: 0, line: 1 }]);
  expect(state.current).toBe(-1);
});
