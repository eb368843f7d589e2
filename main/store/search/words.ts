/** The words of a query as it was typed, in lower case. */
export function queryWords(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== ''),
    ),
  ].slice(0, 16);
}

/**
 * What FTS5 is asked for one typed word, which it may hold as several (`app_rw`): all of them, the last one as the beginning
 * of a word. `null` where there is nothing to look up.
 */
export function matchExpression(word: string): string | null {
  const parts = partsOf(word);
  if (parts.length === 0) return null;
  return parts.map((part, i) => `"${part}"${i === parts.length - 1 && part.length > 1 ? '*' : ''}`).join(' AND ');
}

/** The run that a word names as its label or number. */
export function namedRun(word: string): number | null {
  const digits = /^(?:r-)?(\d{1,15})$/.exec(word)?.[1];
  return digits === undefined ? null : Number(digits);
}

const LONGEST_EXCERPT = 300;
const BEFORE = 80;

/** The line of a text that holds a word; of a long line the part around the word. */
export function lineWith(text: string, word: string): string | undefined {
  const lower = text.toLowerCase();
  // Lower case may be longer; then places do not agree, and the line is shown in lower case.
  const source = lower.length === text.length ? text : lower;
  let at = lower.indexOf(word);
  if (at < 0) at = lower.indexOf(partsOf(word).at(-1) ?? word);
  if (at < 0) return undefined;
  const start = at === 0 ? 0 : source.lastIndexOf('\n', at - 1) + 1;
  const feed = source.indexOf('\n', at);
  const end = feed < 0 ? source.length : feed;
  if (end - start <= LONGEST_EXCERPT) return source.slice(start, end);
  const from = Math.max(start, at - BEFORE);
  return source.slice(from, Math.min(end, from + LONGEST_EXCERPT));
}

function partsOf(word: string): readonly string[] {
  return word.split(/[^\p{L}\p{M}\p{N}\p{Co}]+/u).filter((part) => part !== '');
}
