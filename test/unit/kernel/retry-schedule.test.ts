import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '#main/kernel/retry-schedule.ts';

describe('backoffMs', () => {
  it('grows by the factor and stops at the maximum', () => {
    const policy = { backoff: '2s', factor: 2, max: '30s' };
    expect([1, 2, 3, 4, 5, 6].map((tryNumber) => backoffMs(policy, tryNumber))).toEqual([
      2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
  });

  it('rounds to whole milliseconds', () => {
    expect(backoffMs({ backoff: '5ms', factor: 1.5, max: '1h' }, 2)).toBe(8);
  });

  it('stays 0 without a backoff, however often', () => {
    expect(backoffMs({ backoff: '0s', factor: 100, max: '1h' }, 1000)).toBe(0);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses try %s', (tryNumber) => {
    expect(() => backoffMs({ backoff: '1s', factor: 2, max: '5m' }, tryNumber)).toThrow(RangeError);
  });

  it('never falls, never passes the maximum, is always a whole number', () => {
    const policies = fc.record({
      backoff: fc.nat(600_000).map((ms) => `${ms}ms`),
      factor: fc.double({ min: 1, max: 100, noNaN: true }),
      max: fc.nat(3_600_000).map((ms) => `${ms}ms`),
    });
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 999 }), (policy, tryNumber) => {
        const wait = backoffMs(policy, tryNumber);
        expect(Number.isSafeInteger(wait)).toBe(true);
        expect(wait).toBeLessThanOrEqual(Number.parseInt(policy.max, 10));
        expect(backoffMs(policy, tryNumber + 1)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });
});
