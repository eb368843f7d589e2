import { expect, test } from 'vitest';
import { rowStatus, shellWord, verdictStatus } from '#renderer/features/bundles/bundle-words.ts';

test('a file name is one word of a shell', () => {
  expect(shellWord('add-role-R-1.opsproof.zip')).toBe('add-role-R-1.opsproof.zip');
  expect(shellWord("a'; rm -rf $HOME.zip")).toBe(`'a'\\''; rm -rf $HOME.zip'`);
  expect(shellWord('-o.zip')).toBe('./-o.zip');
});

test('what was not checked, or has an unknown verdict, claims nothing', () => {
  expect(rowStatus(null)).toBe('queued');
  expect(verdictStatus('passed')).toBe('succeeded');
  expect(verdictStatus('something new')).toBe('indoubt');
});
