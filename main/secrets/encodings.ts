import { visibleBytes } from './escape-sequences.ts';

/** Values with fewer characters are matched as they are and in no other form: too much else would be hidden. */
export const SHORTEST_ENCODED = 6;
// Longer values are matched in the forms that keep whole blobs (exact, base64, hex, JSON) only.
const LONGEST_IN_EVERY_FORM = 4096;

/** Every byte sequence that gives a secret away, as a terminal would show it. None is empty. */
export function patternsOf(value: string): readonly Uint8Array[] {
  const found = new Map<string, Uint8Array>();
  const add = (bytes: Uint8Array, shortest: number): void => {
    const visible = visibleBytes(bytes);
    if (visible.length >= shortest) found.set(Buffer.from(visible).toString('latin1'), visible);
  };
  add(Buffer.from(value, 'utf8'), 1);
  for (const text of textsOf(value)) {
    add(Buffer.from(text, 'utf8'), SHORTEST_ENCODED);
    for (const form of formsOf(text)) {
      add(typeof form === 'string' ? Buffer.from(form, 'utf8') : form, SHORTEST_ENCODED);
    }
  }
  return [...found.values()];
}

/** The value, the value without what often falls off its edges, and its lines. */
function textsOf(value: string): ReadonlySet<string> {
  const texts = new Set<string>();
  const bare = value.trim();
  for (const text of [
    value,
    bare,
    unquoted(bare),
    ...value.split(/\r\n|\r|\n/).flatMap((line) => [line, line.trim()]),
  ]) {
    if (text.length >= SHORTEST_ENCODED) texts.add(text);
  }
  return texts;
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

function formsOf(text: string): readonly (string | Uint8Array)[] {
  const bytes = Buffer.from(text, 'utf8');
  const hex = bytes.toString('hex');
  const blobs = [...base64Forms(bytes), hex, hex.toUpperCase(), ...jsonForms(text)];
  if (text.length > LONGEST_IN_EVERY_FORM) return blobs;
  return [...blobs, Buffer.from(text, 'utf16le'), ...uriForms(text), ...markupForms(text), ...shellForms(text)];
}

/**
 * Base64 of the bytes wherever they stand in what was encoded: the characters that depend on them alone, for each of the
 * three alignments, and the whole when they stand alone.
 */
function base64Forms(bytes: Buffer): readonly string[] {
  const alone = bytes.toString('base64');
  const forms = [alone, alone.replace(/=+$/, '')];
  for (let shift = 0; shift < 3; shift += 1) {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    forms.push(text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6)));
  }
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

function jsonForms(text: string): readonly string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const forms = [plain, plain.replaceAll('/', '\\/')];
  // Encoders for web pages also escape what could end a script element.
  forms.push(plain.replace(/[<>&']/g, unicodeEscape), plain.replace(/[<>&]/g, unicodeEscape));
  const ascii = forms.map((form) => form.replace(/[\u007f-\uffff]/g, unicodeEscape));
  const all = [...forms, ...ascii];
  const upper = all.map((form) => form.replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`));
  // JSON inside a string of JSON.
  return [...all, ...upper, JSON.stringify(plain).slice(1, -1)];
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function uriForms(text: string): readonly string[] {
  // A lone surrogate has no URI form.
  const sound = text.toWellFormed();
  const component = encodeURIComponent(sound);
  const strict = component.replace(/[!'()*]/g, percentEscape);
  const forms = [
    component,
    strict,
    encodeURI(sound),
    new URLSearchParams([['', sound]]).toString().slice(1),
    component.replaceAll('%20', '+'),
    strict.replaceAll('%20', '+'),
    strict.replaceAll('~', '%7E'),
    ...['/', ':', '@'].map((kept) => strict.replaceAll(percentEscape(kept), kept)),
  ];
  return forms.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

function percentEscape(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

const MARKUP: readonly Readonly<Record<string, string>>[] = [
  { '&': '&amp;', '<': '&lt;', '>': '&gt;' },
  { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' },
  { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' },
  { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
  { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' },
  { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' },
];

function markupForms(text: string): readonly string[] {
  return MARKUP.map((table) => text.replace(/[&<>"']/g, (character) => table[character] ?? character));
}

function shellForms(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  return [
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replace(/["$`\\]/g, '\\$&'),
    text.replace(/["$`\\!]/g, '\\$&'),
    // bash printf %q, zsh ${(q)}: a backslash before each character that a shell would read.
    text.replace(/[\s"'$`\\|&;()<>!{}*[\]?^,]/g, '\\$&').replace(/^[#~]|(?<=[:=])~/g, '\\$&'),
    // bash $'…': a character that does not print as an octal escape, with and without those beyond ASCII.
    text.replace(/[\\'\u0000-\u001f\u007f]/g, ansiEscape),
    bytes.replace(/[\\'\u0000-\u001f\u007f-\u00ff]/g, ansiEscape),
  ];
}

const ANSI_ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\E',
  '\\': '\\\\',
  "'": "\\'",
};

function ansiEscape(character: string): string {
  return ANSI_ESCAPES[character] ?? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
