/** A part of a text, and whether it was searched for. */
export interface TextPart {
  readonly text: string;
  readonly hit: boolean;
}

/** How well a text fits what was typed: every word must occur; 0 not at all, more is better. An empty query fits all. */
export function matchScore(query: string, text: string, keywords = ''): number {
  const words = wordsOf(query);
  if (words.length === 0) return 1;
  const own = text.toLowerCase();
  const more = keywords.toLowerCase();
  let score = 0;
  for (const word of words) {
    const at = own.indexOf(word);
    if (at === 0) score += 4;
    else if (at > 0 && !/[\p{L}\p{N}]/u.test(own.charAt(at - 1))) score += 3;
    else if (at > 0) score += 2;
    else if (more.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

/** The best of a list for what was typed, best first, in the order of the list where they are as good. */
export function bestMatches<T>(
  query: string,
  items: readonly T[],
  textOf: (item: T) => { readonly text: string; readonly keywords?: string },
  most: number,
): readonly T[] {
  return items
    .map((item) => {
      const { text, keywords } = textOf(item);
      return { item, score: matchScore(query, text, keywords) };
    })
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .slice(0, most)
    .map(({ item }) => item);
}

/** A text cut where the words of the query occur in it. */
export function markMatches(query: string, text: string): readonly TextPart[] {
  const words = wordsOf(query).map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return [{ text, hit: false }];
  const parts = text.split(new RegExp(`(${words.join('|')})`, 'gi'));
  return parts.map((part, at) => ({ text: part, hit: at % 2 === 1 })).filter((part) => part.text !== '');
}

function wordsOf(query: string): readonly string[] {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}
