export interface HitPart {
  readonly text: string;
  readonly isHit: boolean;
}

/** An excerpt in parts: where the searched text stands in it, and what is around; case does not count. */
export function hitParts(excerpt: string, text: string): readonly HitPart[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [{ text: excerpt, isHit: false }];
  const low = excerpt.toLowerCase();
  const parts: HitPart[] = [];
  let at = 0;
  for (let found = low.indexOf(wanted); found !== -1; found = low.indexOf(wanted, at)) {
    if (found > at) parts.push({ text: excerpt.slice(at, found), isHit: false });
    at = found + wanted.length;
    parts.push({ text: excerpt.slice(found, at), isHit: true });
  }
  if (at < excerpt.length) parts.push({ text: excerpt.slice(at), isHit: false });
  return parts;
}
