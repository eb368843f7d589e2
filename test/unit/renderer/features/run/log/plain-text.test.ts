import { expect, test } from 'vitest';
import { plainText } from '#renderer/features/run/log/plain-text.ts';

test('control sequences go, and what was written over is gone', () => {
  expect(plainText('\u001b[31mred\u001b[0m text')).toBe('red text');
  expect(plainText('\u001b]0;title\u0007shown')).toBe('shown');
  expect(plainText('progress 10%\rprogress 100%')).toBe('progress 100%');
  expect(plainText('progress 100%\rdone')).toBe('doneress 100%');
  expect(plainText('bell\u0007 and\ttab')).toBe('bell and\ttab');
});
