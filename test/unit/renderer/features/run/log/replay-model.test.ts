import { expect, test } from 'vitest';
import { due, positionAt } from '#renderer/features/run/log/replay-model.ts';

const frames = [
  { time: 0, text: 'a' },
  { time: 1.5, text: 'b' },
  { time: 4, text: 'c' },
];

test('the head moves with the clock at its speed, rests while paused, and stops at the end', () => {
  expect(positionAt({ at: 2, since: 1000, speed: 8 }, 1500, 100)).toBe(6);
  expect(positionAt({ at: 2, since: null, speed: 8 }, 9000, 100)).toBe(2);
  expect(positionAt({ at: 2, since: 0, speed: 1 }, 60_000, 4)).toBe(4);
});

test('what is due is printed once', () => {
  expect(due(frames, 0, 1.5)).toEqual({ text: 'ab', next: 2 });
  expect(due(frames, 2, 1.5)).toEqual({ text: '', next: 2 });
  expect(due(frames, 2, 9)).toEqual({ text: 'c', next: 3 });
});
