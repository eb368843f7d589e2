import { type KeyStroke, typesText } from '#renderer/ui/commands/key-stroke.ts';

/** What is recorded after one more stroke: two plain characters make a sequence, anything else begins anew. */
export function recorded(before: readonly KeyStroke[], stroke: KeyStroke): readonly KeyStroke[] {
  const [only] = before;
  const continues = before.length === 1 && only !== undefined && typesText([only]) && typesText([stroke]);
  return continues && only.key !== ' ' && stroke.key !== ' ' ? [only, stroke] : [stroke];
}

/** Strokes as the settings keep them: `Mod+Shift+K`, `g a`. */
export function keysText(strokes: readonly KeyStroke[]): string {
  return strokes.map(strokeText).join(' ');
}

function strokeText({ mod, shift, alt, key }: KeyStroke): string {
  const isModified = mod || shift || alt;
  const name = key === ' ' ? 'Space' : key === '+' ? 'plus' : isModified && key.length === 1 ? key.toUpperCase() : key;
  return [mod && 'Mod', shift && 'Shift', alt && 'Alt', name].filter((part) => part !== false).join('+');
}
