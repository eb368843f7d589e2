import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantile, sorted } from '#main/store/history/quantile.ts';

test('a quantile is the smallest value that at least that share lies at or below', () => {
  expect(quantile([], 0.5)).toBeNull();
  expect(quantile(sorted([3, 1, 2]), 0.5)).toBe(2);
  expect(quantile(sorted([10, 9]), 0.5)).toBe(9);
  fc.assert(
    fc.property(
      fc.array(fc.nat(), { minLength: 1 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (values, share) => {
        const found = quantile(sorted(values), share) ?? Number.NaN;
        const atOrBelow = values.filter((value) => value <= found).length;
        const below = values.filter((value) => value < found).length;
        expect(values).toContain(found);
        expect(atOrBelow).toBeGreaterThanOrEqual(share * values.length - 1e-9);
        expect(below).toBeLessThan(share * values.length + 1e-9);
      },
    ),
  );
});
