import { expect, test } from 'vitest';
import { withProblem } from '#renderer/features/run/log/log-problems.ts';

test('a problem goes with the next success of the same recording, and of no other', () => {
  const failed = withProblem(new Map(), 'a', 'damaged');
  expect(withProblem(failed, 'b', null)).toBe(failed);
  expect(withProblem(failed, 'a', 'damaged')).toBe(failed);
  expect([...withProblem(failed, 'a', null)]).toEqual([]);
});
