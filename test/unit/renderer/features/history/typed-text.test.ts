import { expect, test } from 'vitest';
import { settledText } from '#renderer/features/history/typed-text.ts';

const typed = (value: string, text: string, asked: string | null = null) => ({ value, text, asked });

test('a blank that was typed stays when what stands before it is searched for', () => {
  const settled = settledText(typed('deploy ', '', 'deploy'), 'deploy');
  expect(settled).toEqual(typed('deploy ', 'deploy'));
  expect(settledText(settled, 'deploy')).toBe(settled);
});

test('what was typed on since stays as well', () => {
  expect(settledText(typed('deploy st', '', 'deploy'), 'deploy').value).toBe('deploy st');
});

test('a text that is set from elsewhere takes its place, and stays', () => {
  const cleared = settledText(typed('deploy ', 'deploy'), '');
  expect(cleared).toEqual(typed('', ''));
  expect(settledText(cleared, '')).toBe(cleared);
  expect(settledText(typed('', ''), 'from a view').value).toBe('from a view');
});
