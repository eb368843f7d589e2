import { describe, expect, it } from 'vitest';
import { keyLabels } from '#renderer/ui/commands/key-labels.ts';
import { type KeyPress, parseKeys, sameStroke, strokeOf, typesText } from '#renderer/ui/commands/key-stroke.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

/** Whether pressing leads to what a text of one stroke names. */
function matches(keys: string, pressed: KeyPress, mac = false): boolean {
  const [wanted] = parseKeys(keys) ?? [];
  const stroke = strokeOf(pressed, mac);
  return wanted !== undefined && stroke !== undefined && sameStroke(wanted, stroke);
}

describe('parseKeys', () => {
  it('reads combinations', () => {
    expect(parseKeys('Mod+Shift+Enter')).toEqual([{ mod: true, shift: true, alt: false, key: 'Enter' }]);
    expect(parseKeys('Shift+X')).toEqual([{ mod: false, shift: true, alt: false, key: 'x' }]);
    expect(parseKeys('F8')).toEqual([{ mod: false, shift: false, alt: false, key: 'F8' }]);
    expect(parseKeys('Mod+Plus')?.[0]?.key).toBe('+');
  });

  it('reads sequences', () => {
    expect(parseKeys(' g  r ')?.map((stroke) => stroke.key)).toEqual(['g', 'r']);
  });

  it.each(['', '+', 'Mod+', 'Hyper+k', 'word', 'g word', 'F25'])('refuses %j', (keys) => {
    expect(parseKeys(keys)).toBeUndefined();
  });
});

describe('strokeOf', () => {
  it.each<[string, KeyPress]>([
    ['j', press('j')],
    ['j', press('J')], // caps lock
    ['Shift+X', press('X', { shiftKey: true })],
    ['Mod+K', press('k', { ctrlKey: true })],
    ['?', press('?', { shiftKey: true })],
    ['/', press('/')],
    ['Mod+.', press('.', { ctrlKey: true })],
    ['Space', press(' ')],
    ['Shift+Space', press(' ', { shiftKey: true })],
    ['Mod+Shift+Enter', press('Enter', { ctrlKey: true, shiftKey: true })],
    ['Esc', press('Escape')],
    ['Mod+K', press('л', { ctrlKey: true, code: 'KeyK' })],
    ['g', press('п', { code: 'KeyG' })],
  ])('%s', (keys, pressed) => {
    expect(matches(keys, pressed)).toBe(true);
  });

  it.each<[string, KeyPress]>([
    ['x', press('X', { shiftKey: true })],
    ['Shift+X', press('x')],
    ['k', press('k', { ctrlKey: true })],
    ['Mod+K', press('k')],
    ['Mod+K', press('k', { metaKey: true })],
    ['k', press('k', { altKey: true })],
    ['Space', press(' ', { shiftKey: true })],
  ])('not %s', (keys, pressed) => {
    expect(matches(keys, pressed)).toBe(false);
  });

  it('takes Cmd for Ctrl on a Mac, and leaves Ctrl alone there', () => {
    expect(matches('Mod+K', press('k', { metaKey: true }), true)).toBe(true);
    expect(strokeOf(press('k', { ctrlKey: true }), true)).toBeUndefined();
  });

  it('waits while only a modifier is held', () => {
    expect(strokeOf(press('Shift', { shiftKey: true }), false)).toBeUndefined();
  });
});

it('tells what would be typed into a field', () => {
  const typed = (keys: string): boolean => typesText(parseKeys(keys) ?? []);
  expect(['j', 'Shift+X', 'g r', '?', 'Space'].map(typed)).toEqual([true, true, true, true, true]);
  expect(['Mod+K', 'F8', 'Enter', 'Esc', 'Alt+x'].map(typed)).toEqual([false, false, false, false, false]);
});

it('names keys as a person reads them', () => {
  expect(keyLabels('Mod+Shift+Enter', false)).toEqual([['Ctrl', 'Shift', 'Enter']]);
  expect(keyLabels('Mod+k', true)).toEqual([['⌘', 'K']]);
  expect(keyLabels('g a', false)).toEqual([['G'], ['A']]);
  expect(keyLabels('Up', false)).toEqual([['↑']]);
  expect(keyLabels('A-D', false)).toEqual([['A-D']]);
});
