import { expect, it } from 'vitest';
import { rowAfterKey } from '#renderer/ui/row-keys.ts';

it.each([
  ['j', -1, 0],
  ['ArrowDown', 3, 4],
  ['j', 9, 9],
  ['k', -1, 9],
  ['ArrowUp', 3, 2],
  ['k', 0, 0],
  ['Home', 7, 0],
  ['End', 2, 9],
  ['PageDown', 2, 6],
  ['PageDown', 8, 9],
  ['PageUp', 6, 2],
  ['PageUp', 1, 0],
])('%s at %d leads to %d of ten', (key, index, next) => {
  expect(rowAfterKey(key, index, 10, 4)).toBe(next);
});

it('other keys move nothing, and an empty list has nowhere to go', () => {
  expect(rowAfterKey('x', 3, 10, 4)).toBeUndefined();
  expect(rowAfterKey('End', -1, 0, 4)).toBeUndefined();
});
