import { describe, expect, it } from 'vitest';
import { isSameValue } from '#main/verifiers/same-value.ts';
import type { Json } from '#shared/lib/json.ts';

describe('isSameValue', () => {
  it.each<[Json, Json]>([
    [1, 1],
    [1, '1'],
    [10.5, '10.50'],
    [0, '-0.00'],
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-3, '-003'],
    ['1', '1'],
    [null, null],
    [true, true],
    [{ a: [1, { b: '2' }] }, { a: ['1.0', { b: '2' }] }],
  ])('takes %j for %j', (expected, actual) => {
    expect(isSameValue(expected, actual)).toBe(true);
  });

  it.each<[Json, Json]>([
    [1, 2],
    [1, '1.1'],
    [1, ' 1'],
    [1, '1 '],
    [16, '0x10'],
    [0, ''],
    ['1', 1],
    ['01', '1'],
    [true, 1],
    [1, true],
    [null, ''],
    [null, 0],
    [9007199254740992, '9007199254740993'],
    [[1], [1, 2]],
    [[], {}],
    [{ a: 1 }, { a: 1, b: 2 }],
    [
      { a: 1, b: 2 },
      { a: 1, c: 2 },
    ],
    [{}, null],
  ])('tells %j from %j', (expected, actual) => {
    expect(isSameValue(expected, actual)).toBe(false);
  });
});
