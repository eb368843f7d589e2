/** A piece of a text; `hidden`: characters that are there and cannot be seen, named by their code points. */
export interface TextPart {
  readonly text: string;
  readonly hidden: boolean;
}

/**
 * What no reader sees but a model reads: controls, marks that turn the direction, zero-width and tag characters, variation
 * selectors, private and lone code units, and spaces that are not the space. Line ends and tabs are seen.
 */
const HIDDEN = /(?:(?![\n\t ])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}])+/gu;

/** The text in pieces, what is hidden in it apart: `U+200B U+202E`. */
export function revealParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > at) parts.push({ text: text.slice(at, match.index), hidden: false });
    parts.push({ text: Array.from(match[0], codePoint).join(' '), hidden: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), hidden: false });
  return parts;
}

/** The text as one, with what is hidden in angle brackets: `safe⟨U+200B⟩`. */
export function revealed(text: string): string {
  return revealParts(text)
    .map((part) => (part.hidden ? `⟨${part.text}⟩` : part.text))
    .join('');
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The same on one line, line ends and tabs named as well. */
export function revealedLine(text: string): string {
  return revealed(text).replaceAll('\n', '⟨U+000A⟩').replaceAll('\t', '⟨U+0009⟩');
}
