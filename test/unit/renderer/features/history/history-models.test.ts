import { describe, expect, it } from 'vitest';
import { linePoints, shownDays, successRate } from '#renderer/features/history/chart-model.ts';
import { diffOf } from '#renderer/features/history/compare-model.ts';
import { hitParts } from '#renderer/features/history/hit.ts';
import { pagesFor } from '#renderer/features/history/page-window.ts';

const day = (at: number, runs: number) => ({
  day: at,
  outcomes: runs === 0 ? {} : { succeeded: runs },
  p50Ms: null,
  p90Ms: null,
  p99Ms: null,
});

describe('the models of the history', () => {
  it('holds the pages in sight and the next one where the reading goes, never beyond the ends', () => {
    expect(pagesFor(150, 210, 1, 100_000)).toEqual([100, 200, 300]);
    expect(pagesFor(150, 210, -1, 100_000)).toEqual([0, 100, 200]);
    expect(pagesFor(0, 30, -1, 100_000)).toEqual([0]);
    expect(pagesFor(99_990, 99_999, 1, 100_000)).toEqual([99_900]);
    expect(pagesFor(0, 0, 1, 0)).toEqual([0]);
  });

  it('counts what was canceled neither as good nor as bad', () => {
    expect(successRate({ succeeded: 3, failed: 1, canceled: 9 })).toBe(0.75);
    expect(successRate({ canceled: 2 })).toBeNull();
  });

  it('draws lines from the floor to the most, over days without a value', () => {
    expect(linePoints([0, null, 10], 10)).toBe('0.00,100.00 100.00,0.00');
    expect(shownDays([day(1, 0), day(2, 1), day(3, 0)], 14).map((one) => one.day)).toEqual([2, 3]);
  });

  it('marks each place of a searched text, whatever its case', () => {
    expect(hitParts('Disk full on disk', 'disk').map(({ isHit }) => isHit)).toEqual([true, false, true]);
    expect(hitParts('abc', ' ')).toEqual([{ text: 'abc', isHit: false }]);
  });

  it('shortens a plan to its changes and says how much is left out', () => {
    const text = Array.from({ length: 20 }, (_, at) => `line ${at}`);
    const changed = text.with(10, 'other');
    const lines = diffOf(`${text.join('\n')}\n`, `${changed.join('\n')}\n`, true);
    expect(lines.filter(({ kind }) => kind === 'gap').map((line) => line.text)).toEqual([
      '7 same lines',
      '6 same lines',
    ]);
    expect(lines.filter(({ kind }) => kind === 'right').map((line) => line.text)).toEqual(['other']);
  });
});
