import { expect, it } from 'vitest';
import { PAGE_ROWS, pagesFor } from '#renderer/features/history/page-window.ts';

const TOTAL = 100_000;

it('holds the pages in sight and the next one in the direction of reading', () => {
  expect(pagesFor(0, 30, 1, TOTAL)).toEqual([0, 100]);
  expect(pagesFor(480, 510, 1, TOTAL)).toEqual([400, 500, 600]);
  expect(pagesFor(480, 510, -1, TOTAL)).toEqual([300, 400, 500]);
});

it('stays within what there is', () => {
  expect(pagesFor(0, 20, -1, TOTAL)).toEqual([0]);
  expect(pagesFor(99_980, 99_999, 1, TOTAL)).toEqual([99_900]);
  expect(pagesFor(0, 0, 1, 0)).toEqual([0]);
});

it('covers every row in sight wherever one is', () => {
  for (let first = 0; first < 2_000; first += 37) {
    const pages = pagesFor(first, first + 40, 1, 2_041);
    for (const row of [first, first + 40]) expect(pages).toContain(row - (row % PAGE_ROWS));
  }
});
