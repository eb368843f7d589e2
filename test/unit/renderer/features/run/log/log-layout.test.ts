import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  HEADER_HEIGHT,
  LogLayout,
  MAX_SPACER,
  scrollScale,
  windowAround,
} from '#renderer/features/run/log/log-layout.ts';

const section = fc.record({ open: fc.boolean(), rows: fc.nat({ max: 5_000_000 }) });

describe('the layout of a log', () => {
  test('stands one section under the other, folded ones as their header alone', () => {
    const layout = new LogLayout(
      [
        { open: false, rows: 200 },
        { open: true, rows: 10 },
        { open: true, rows: 3 },
      ],
      18,
    );
    expect(layout.place(1)).toEqual({ index: 1, top: 28, bodyTop: 56, bodyHeight: 180 });
    expect(layout.place(2).top).toBe(28 + 28 + 180);
    expect(layout.height).toBe(3 * HEADER_HEIGHT + 13 * 18);
  });

  test('keeps the header of a passing section at the upper edge, until the next one pushes it away', () => {
    const layout = new LogLayout(
      [
        { open: true, rows: 10 },
        { open: true, rows: 10 },
      ],
      18,
    );
    expect(layout.visible(100, 400).map(({ index, headerTop }) => [index, headerTop])).toEqual([
      [0, 0],
      [1, 108],
    ]);
    expect(layout.visible(190, 400)[0]?.headerTop).toBe(208 - HEADER_HEIGHT - 190);
  });

  test('shows every section that reaches into the view, and no other', () => {
    fc.assert(
      fc.property(
        fc.array(section, { minLength: 1, maxLength: 40 }),
        fc.nat(),
        fc.integer({ min: 1, max: 2000 }),
        (sizes, seed, view) => {
          const layout = new LogLayout(sizes, 18);
          const top = Math.max(0, Math.min(seed % Math.ceil(layout.height), layout.height - view));
          const wanted = sizes
            .map((_, index) => layout.place(index))
            .filter((place) => place.top < top + view && place.bodyTop + place.bodyHeight > top)
            .map(({ index }) => index);
          expect(layout.visible(top, view).map(({ index }) => index)).toEqual(wanted);
        },
      ),
    );
  });

  test('leaves out what only touches the view', () => {
    const layout = new LogLayout(
      [
        { open: true, rows: 4 },
        { open: true, rows: 4 },
      ],
      18,
    );
    expect(layout.visible(0, 100).map(({ index }) => index)).toEqual([0]);
    expect(layout.visible(0, 101).map(({ index }) => index)).toEqual([0, 1]);
  });

  test('the scroll bar reaches both ends of a log of any height', () => {
    expect(scrollScale(5000, 600)).toEqual({ spacer: 5000, pxPerPx: 1 });
    const height = 111_600_028;
    const { spacer, pxPerPx } = scrollScale(height, 600);
    expect(spacer).toBe(MAX_SPACER);
    expect((spacer - 600) * pxPerPx).toBeCloseTo(height - 600, 3);
  });

  test('a window of lines lies within the log', () => {
    expect(windowAround(0, 10_000, 800)).toEqual({ from: 0, count: 800 });
    expect(windowAround(5000, 10_000, 800)).toEqual({ from: 4600, count: 800 });
    expect(windowAround(9999, 10_000, 800)).toEqual({ from: 9200, count: 800 });
    expect(windowAround(3, 5, 800)).toEqual({ from: 0, count: 5 });
  });
});
