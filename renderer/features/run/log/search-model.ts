/** A line of one of the run's recordings that holds the searched text. */
export interface FoundLine {
  /** Position of the recording in the log. */
  readonly section: number;
  readonly line: number;
}

/** Where a search stands. `current`: index of the hit that is shown; -1 while none is. */
export interface SearchState {
  readonly text: string;
  readonly hits: readonly FoundLine[];
  readonly current: number;
  /** Everything was searched, or the limit was met. */
  readonly complete: boolean;
  readonly limited: boolean;
}

export const NO_SEARCH: SearchState = { text: '', hits: [], current: -1, complete: true, limited: false };
/** More hits are not counted: the words say so. */
export const MOST_HITS = 20_000;

/** Adds what was found; the first hit at or after `from` becomes the current one. */
export function addHits(state: SearchState, found: readonly FoundLine[], from: FoundLine): SearchState {
  const hits = [...state.hits, ...found].slice(0, MOST_HITS);
  const limited = state.limited || state.hits.length + found.length > MOST_HITS;
  if (state.current >= 0 || hits.length === 0) return { ...state, hits, limited };
  const index = hits.findIndex((hit) => !isBefore(hit, from));
  return { ...state, hits, limited, current: index };
}

/** Adds what was printed since: each line once and in its place, and the current hit stays the current one. */
export function insertHits(state: SearchState, found: readonly FoundLine[]): SearchState {
  const known = new Set(state.hits.map(({ section, line }) => `${section} ${line}`));
  const added = found.filter(({ section, line }) => !known.has(`${section} ${line}`));
  if (added.length === 0) return state;
  const all = [...state.hits, ...added].sort((one, other) => (isBefore(one, other) ? -1 : 1));
  const hits = all.slice(0, MOST_HITS);
  const shown = state.hits[state.current];
  const current = shown === undefined ? -1 : hits.indexOf(shown);
  return { ...state, hits, limited: state.limited || all.length > MOST_HITS, current };
}

/** Ends a search: when nothing lies behind the place it began at, it goes on from the top. */
export function completed(state: SearchState): SearchState {
  const current = state.current < 0 && state.hits.length > 0 ? 0 : state.current;
  return { ...state, complete: true, current };
}

/** The next or the previous hit, around the ends. */
export function step(state: SearchState, by: 1 | -1): SearchState {
  const { length } = state.hits;
  if (length === 0) return state;
  const from = state.current < 0 ? (by === 1 ? -1 : 0) : state.current;
  return { ...state, current: (from + by + length) % length };
}

/** What is said beside the field. */
export function searchWords(state: SearchState): string {
  if (state.text === '') return '';
  const count = `${state.hits.length.toLocaleString('en')}${state.limited ? '+' : ''}`;
  if (state.hits.length === 0) return state.complete ? 'No match' : 'Searching';
  const shown = state.current < 0 ? '–' : (state.current + 1).toLocaleString('en');
  return `${shown} of ${count}${state.complete ? '' : '…'}`;
}

function isBefore(one: FoundLine, other: FoundLine): boolean {
  return one.section < other.section || (one.section === other.section && one.line < other.line);
}

/** A stretch of a row, in columns. */
export interface RowStretch {
  /** Index of the row. */
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** Places of a text in rows, over the ends of rows that a line was wrapped at. `continued`: the row goes on with the one before. */
export function stretchesIn(
  rows: readonly { readonly text: string; readonly continued: boolean }[],
  text: string,
  columns: number,
): readonly RowStretch[] {
  const found: RowStretch[] = [];
  for (let first = 0; first < rows.length; ) {
    let next = first + 1;
    while (rows[next]?.continued === true) next += 1;
    const joined = rows
      .slice(first, next)
      .map((row) => row.text.padEnd(columns))
      .join('');
    for (const { from, to } of placesIn(joined, text)) {
      for (let at = from; at < to; ) {
        const row = Math.floor(at / columns);
        const end = Math.min(to, (row + 1) * columns);
        found.push({ row: first + row, from: at - row * columns, to: end - row * columns });
        at = end;
      }
    }
    first = next;
  }
  return found;
}

/** Places of a text in a row, upper and lower case alike; each as start and end index. */
export function placesIn(row: string, text: string): readonly { readonly from: number; readonly to: number }[] {
  const places: { from: number; to: number }[] = [];
  if (text === '') return places;
  const haystack = row.toLowerCase();
  const needle = text.toLowerCase();
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + needle.length)) {
    places.push({ from: at, to: at + needle.length });
  }
  return places;
}
