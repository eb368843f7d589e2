import { type KeyStroke, parseKeys } from './key-stroke.ts';
import { isMac } from './platform.ts';

const LABELS: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
};

/** The key caps of each stroke, as a person reads them: `Mod+K` -> [['Ctrl', 'K']]. Text that names no keys stands for itself. */
export function keyLabels(keys: string, mac = isMac()): readonly (readonly string[])[] {
  const strokes = parseKeys(keys);
  return strokes === undefined ? [[keys]] : strokes.map((stroke) => strokeLabels(stroke, mac));
}

function strokeLabels({ mod, shift, alt, key }: KeyStroke, mac: boolean): readonly string[] {
  const labels: string[] = [];
  if (mod) labels.push(mac ? '⌘' : 'Ctrl');
  if (alt) labels.push(mac ? '⌥' : 'Alt');
  if (shift) labels.push('Shift');
  labels.push(LABELS[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return labels;
}
