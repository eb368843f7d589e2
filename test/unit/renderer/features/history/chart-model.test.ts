import { expect, it } from 'vitest';
import { lineEnds, linePoints, shownDays, stackedRuns, successRate } from '#renderer/features/history/chart-model.ts';
import type { DayStats } from '#shared/api/history.ts';

const day = (at: number, outcomes: DayStats['outcomes']): DayStats => ({
  day: at,
  outcomes,
  p50Ms: null,
  p90Ms: null,
  p99Ms: null,
});

it('judges by runs that came to an end of their own', () => {
  expect(successRate({ succeeded: 9, failed: 1, canceled: 40, running: 3 })).toBe(0.9);
  expect(successRate({ canceled: 4 })).toBeNull();
  expect(stackedRuns({ succeeded: 2, indoubt: 1, rolledback: 1, canceled: 7 })).toBe(4);
});

it('draws the most at the top, and passes over days without a value', () => {
  expect(linePoints([0, null, 20], 20)).toBe('0.00,100.00 100.00,0.00');
  expect(linePoints([5], 0)).toBe('0.00,100.00 100.00,100.00');
  expect(linePoints([5], 5)).toBe('0.00,0.00 100.00,0.00');
});

it('shows the last days, from the first one with runs', () => {
  const days = [day(1, { failed: 1 }), day(2, {}), day(3, { succeeded: 1 }), day(4, {})];
  expect(shownDays(days, 3).map((each) => each.day)).toEqual([3, 4]);
  expect(shownDays(days, 10)).toHaveLength(4);
  expect(shownDays([day(1, {})], 5)).toEqual([]);
});

it('names the ends of lines, those that lie over each other together', () => {
  const ends = [
    { name: 'p99', value: 100 },
    { name: 'p90', value: 95 },
    { name: 'p50', value: 20 },
  ];
  expect(lineEnds(ends, 100)).toEqual([
    { name: 'p90, p99', top: 0 },
    { name: 'p50', top: 80 },
  ]);
  expect(lineEnds([{ name: 'p50', value: 0 }], 0)).toEqual([{ name: 'p50', top: 100 }]);
});
