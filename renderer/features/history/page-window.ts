/** Rows that one call brings. */
export const PAGE_ROWS = 100;

/** Offsets of the pages to hold for the rows in sight, and one more where the reading goes. */
export function pagesFor(first: number, last: number, direction: 1 | -1, total: number): readonly number[] {
  const lastPage = Math.max(0, Math.ceil(total / PAGE_ROWS) - 1);
  const from = Math.max(0, Math.floor(first / PAGE_ROWS) - (direction === -1 ? 1 : 0));
  const to = Math.min(lastPage, Math.floor(last / PAGE_ROWS) + (direction === 1 ? 1 : 0));
  return Array.from({ length: Math.max(1, to - from + 1) }, (_, at) => Math.min(from + at, lastPage) * PAGE_ROWS);
}
