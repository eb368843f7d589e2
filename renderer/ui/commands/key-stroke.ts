/** One press: a key with its modifiers. `mod` is Ctrl, or Cmd on a Mac. */
export interface KeyStroke {
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  /** `event.key`, letters in lower case. */
  readonly key: string;
}

/** What is read of a keyboard event. */
export interface KeyPress {
  readonly key: string;
  readonly code?: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const NAMES: Readonly<Record<string, string>> = {
  esc: 'Escape',
  escape: 'Escape',
  space: ' ',
  enter: 'Enter',
  tab: 'Tab',
  backspace: 'Backspace',
  delete: 'Delete',
  home: 'Home',
  end: 'End',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  arrowup: 'ArrowUp',
  arrowdown: 'ArrowDown',
  arrowleft: 'ArrowLeft',
  arrowright: 'ArrowRight',
  plus: '+',
};
const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock']);

/** Reads `Mod+K`, `Shift+X`, `g a`; undefined for what is no combination or sequence of keys. */
export function parseKeys(keys: string): readonly KeyStroke[] | undefined {
  const strokes = keys.trim().split(/\s+/).map(parseStroke);
  return strokes.every((stroke) => stroke !== undefined) ? strokes : undefined;
}

function parseStroke(text: string): KeyStroke | undefined {
  const parts = text.split('+');
  const name = parts.pop() ?? '';
  const modifiers = parts.map((part) => part.toLowerCase());
  if (name === '' || modifiers.some((part) => part !== 'mod' && part !== 'shift' && part !== 'alt')) return undefined;
  const key = keyNamed(name);
  if (key === undefined) return undefined;
  return { mod: modifiers.includes('mod'), shift: modifiers.includes('shift'), alt: modifiers.includes('alt'), key };
}

function keyNamed(name: string): string | undefined {
  if (isCharacter(name)) return name.toLowerCase();
  if (/^f([1-9]|1[0-9]|2[0-4])$/i.test(name)) return name.toUpperCase();
  return NAMES[name.toLowerCase()];
}

/** The stroke of an event; undefined while only a modifier is held. */
export function strokeOf(press: KeyPress, mac: boolean): KeyStroke | undefined {
  if (MODIFIERS.has(press.key)) return undefined;
  // Ctrl on a Mac and the Windows key belong to the system.
  if (mac ? press.ctrlKey : press.metaKey) return undefined;
  const mod = mac ? press.metaKey : press.ctrlKey;
  const key = keyOf(press);
  // A sign has its own Shift in it (`?`), on some keyboards and not on others.
  const sign = isCharacter(key) && key !== ' ' && key.toLowerCase() === key.toUpperCase();
  return { mod, shift: press.shiftKey && !sign, alt: press.altKey, key };
}

function keyOf({ key, code }: KeyPress): string {
  if (!isCharacter(key)) return key;
  // Letters of other alphabets stand for the Latin letter at their place.
  const letter = key > '\u007f' ? /^Key([A-Z])$/.exec(code ?? '')?.[1] : undefined;
  return (letter ?? key).toLowerCase();
}

/** The same stroke. */
export function sameStroke(left: KeyStroke, right: KeyStroke): boolean {
  return left.key === right.key && left.mod === right.mod && left.shift === right.shift && left.alt === right.alt;
}

/** A sequence that types text when it is pressed in a field. */
export function typesText(strokes: readonly KeyStroke[]): boolean {
  const [first] = strokes;
  return first !== undefined && !first.mod && !first.alt && isCharacter(first.key);
}

function isCharacter(text: string): boolean {
  return /^.$/su.test(text);
}
