import { expect, test } from 'vitest';
import { keysText, recorded } from '#renderer/features/settings/keys/key-recorder.ts';
import { type KeyStroke, parseKeys } from '#renderer/ui/commands/key-stroke.ts';

const strokes = (keys: string): readonly KeyStroke[] => parseKeys(keys) ?? [];
const record = (...pressed: readonly string[]): string =>
  keysText(pressed.flatMap(strokes).reduce<readonly KeyStroke[]>(recorded, []));

test('two plain characters make a sequence; a third begins anew', () => {
  expect(record('g')).toBe('g');
  expect(record('g', 'x')).toBe('g x');
  expect(record('g', 'x', 'y')).toBe('y');
});

test('a combination or a named key stands alone', () => {
  expect(record('g', 'Mod+K')).toBe('Mod+K');
  expect(record('Mod+K', 'g')).toBe('g');
  expect(record('F8', 'j')).toBe('j');
  expect(record('j', 'Space')).toBe('Space');
  expect(record('Shift+X')).toBe('Shift+X');
});

test('what is written is read as the same strokes', () => {
  for (const keys of [
    'Mod+Shift+K',
    'Alt+ArrowUp',
    'Space',
    'plus',
    'g a',
    'Mod+plus',
    '?',
    'Delete',
    'Mod+Enter',
    'F8',
  ]) {
    expect(strokes(keysText(strokes(keys))), keys).toEqual(strokes(keys));
  }
});
