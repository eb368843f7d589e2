import { type Opener, openersOf } from './yaml-lines.ts';

type PlanPath = readonly (string | number)[];

/** What stands at a place of a text that may be half written. */
export interface YamlContext {
  /** `entry`: a key of `path`, or the scalar at `path`; `value`: the value at `path`; `expression`: inside of `${{ }}`. */
  readonly kind: 'entry' | 'value' | 'expression' | 'none';
  readonly path: PlanPath;
  /** Offset where the word before the cursor begins. */
  readonly from: number;
  readonly word: string;
  /** Keys that stand beside it already. */
  readonly siblings: readonly string[];
  /** Between brackets. */
  readonly flow: boolean;
  /** Column where the entry begins, counted from 0. */
  readonly column: number;
}

const KEY = /^("[^"]*"|'[^']*'|[A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+|$)/;

/** Reads where an offset stands in a YAML text by its indentation and brackets, so that it works on broken texts as well. */
export function contextAt(text: string, offset: number): YamlContext {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const prefix = text.slice(lineStart, offset);
  const lead = /^\s*(?:-[ \t]+)*/.exec(prefix)?.[0] ?? '';
  const content = prefix.slice(lead.length);
  const column = lead.length;
  const place = placeOf(text.slice(0, lineStart), lead, column);
  const at = (kind: YamlContext['kind'], more: Partial<YamlContext> = {}): YamlContext => ({
    kind,
    path: place.path,
    from: offset,
    word: '',
    siblings: place.siblings,
    flow: false,
    column,
    ...more,
  });

  const open = prefix.lastIndexOf('${{');
  if (open !== -1 && prefix.indexOf('}}', open) === -1) {
    const word = /[\w.-]*$/.exec(prefix.slice(open + 3))?.[0] ?? '';
    return at('expression', { word, from: offset - word.length, path: pathOf(place.path, content).path });
  }
  if (place.inScalar || isComment(prefix)) return at('none');
  const key = KEY.exec(content);
  if (key === null) {
    if (/^[[{]/.test(content)) return flowAt(at, place.path, content, offset);
    const siblings = [...place.siblings, ...keysBelow(text, offset, column)];
    return at('entry', { word: content, from: offset - content.length, siblings });
  }
  const path = [...place.path, unquote(key[1] ?? '')];
  const rest = content.slice(key[0].length);
  if (/^[[{]/.test(rest)) return flowAt(at, path, rest, offset);
  if (key[0].endsWith(':')) return at('none');
  return at('value', { path, word: rest, from: offset - rest.length });
}

type At = (kind: YamlContext['kind'], more?: Partial<YamlContext>) => YamlContext;

function flowAt(at: At, base: PlanPath, text: string, offset: number): YamlContext {
  const { path, word, siblings, state } = scanFlow(text);
  if (state === 'closed' || state === 'quoted') return at('none');
  const found = { path: [...base, ...path], word, from: offset - word.length, siblings, flow: true };
  return at(state === 'value' ? 'value' : 'entry', found);
}

interface Frame {
  readonly kind: 'map' | 'list';
  readonly keys: string[];
  key: string | null;
  index: number;
}

function scanFlow(text: string): {
  path: PlanPath;
  word: string;
  siblings: readonly string[];
  state: 'entry' | 'value' | 'closed' | 'quoted';
} {
  const stack: Frame[] = [];
  let token = '';
  let quote = '';
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? '';
    const top = stack.at(-1);
    if (quote !== '') {
      if (char === quote) quote = '';
      token += char;
    } else if ((char === '"' || char === "'") && token.trim() === '') {
      quote = char;
      token += char;
    } else if (char === '{' || char === '[') {
      stack.push({ kind: char === '{' ? 'map' : 'list', keys: [], key: null, index: 0 });
      token = '';
    } else if (char === '}' || char === ']') {
      stack.pop();
      token = '';
    } else if (char === ',' && top !== undefined) {
      top.key = null;
      top.index += 1;
      token = '';
    } else if (char === ':' && top?.kind === 'map' && top.key === null && /^(\s|$)/.test(text.slice(index + 1))) {
      top.key = unquote(token.trim());
      top.keys.push(top.key);
      token = '';
    } else token += char;
  }
  const top = stack.at(-1);
  const path = stack.flatMap((frame): PlanPath => {
    if (frame.kind === 'list') return [frame.index];
    return frame.key === null ? [] : [frame.key];
  });
  const state = top === undefined ? 'closed' : quote !== '' ? 'quoted' : top.key === null ? 'entry' : 'value';
  return { path, word: token.trimStart(), siblings: top?.keys ?? [], state };
}

function placeOf(
  before: string,
  lead: string,
  column: number,
): { readonly path: PlanPath; readonly siblings: readonly string[]; readonly inScalar: boolean } {
  const path: (string | number)[] = [];
  const siblings: string[] = [];
  let at = column;
  let item: { index: number } | null = null;
  let inScalar = false;
  let hasParent = false;
  const own: Opener[] = [...lead.matchAll(/-/g)].map((dash) => ({ kind: 'item', column: dash.index }));
  for (const opener of openersAbove(own, before)) {
    if (opener.kind === 'item') {
      if (item !== null && opener.column === at) item.index += 1;
      else if (opener.column < at) {
        if (item !== null) path.unshift(item.index);
        item = { index: 0 };
        at = opener.column;
        hasParent = true;
      }
      continue;
    }
    if (opener.column < at || (item !== null && opener.column === at)) {
      if (item !== null) path.unshift(item.index);
      item = null;
      if (!hasParent) inScalar = opener.scalar;
      path.unshift(opener.key);
      at = opener.column;
      hasParent = true;
    } else if (!hasParent && opener.column === column) siblings.push(opener.key);
    if (at === 0 && item === null && hasParent) break;
  }
  if (item !== null) path.unshift(item.index);
  return { path, siblings, inScalar };
}

/** What opens a level, from the cursor upwards. */
function* openersAbove(own: readonly Opener[], before: string): Generator<Opener> {
  yield* own.toReversed();
  let end = before.length;
  while (end > 0) {
    const start = before.lastIndexOf('\n', end - 2) + 1;
    yield* openersOf(before.slice(start, end).replace(/\n$/, '')).toReversed();
    end = start;
  }
}

function keysBelow(text: string, offset: number, column: number): readonly string[] {
  const keys: string[] = [];
  const next = text.indexOf('\n', offset);
  if (next === -1) return keys;
  for (const line of text.slice(next + 1).split('\n')) {
    const [first, ...more] = openersOf(line);
    if (first === undefined) continue;
    if (first.column < column || (first.kind === 'item' && first.column <= column)) return keys;
    for (const opener of [first, ...more]) {
      if (opener.kind === 'key' && opener.column === column) keys.push(opener.key);
    }
  }
  return keys;
}

function pathOf(base: PlanPath, content: string): { readonly path: PlanPath } {
  const key = KEY.exec(content);
  return { path: key === null ? base : [...base, unquote(key[1] ?? '')] };
}

function isComment(prefix: string): boolean {
  return /^\s*#/.test(prefix) || /\s#[^"']*$/.test(prefix);
}

function unquote(key: string): string {
  return key.replace(/^(["'])(.*)\1$/, '$2');
}
