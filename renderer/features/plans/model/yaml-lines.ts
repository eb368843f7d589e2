/** What a line opens: an entry of a list, or a key. Columns count from 0. */
export type Opener =
  | { readonly kind: 'item'; readonly column: number }
  | {
      readonly kind: 'key';
      readonly column: number;
      readonly key: string;
      /** What stands after the colon. */
      readonly rest: string;
      /** A text of several lines follows. */
      readonly scalar: boolean;
    };

const LINE = /^(\s*)((?:-[ \t]+)*)(-$)?(?:("[^"]*"|'[^']*'|[A-Za-z_][\w.-]*)[ \t]*:(?=[ \t]|$)(.*))?/;

/** The levels that a line of block YAML opens, from left to right; none for blank lines and comments. */
export function openersOf(line: string): readonly Opener[] {
  if (/^\s*(#|$)/.test(line)) return [];
  const match = LINE.exec(line);
  if (match === null) return [];
  const [, indent = '', dashes = '', bare = '', key, rest = ''] = match;
  const items: Opener[] = [...`${dashes}${bare}`.matchAll(/-/g)].map((dash) => ({
    kind: 'item',
    column: indent.length + dash.index,
  }));
  if (key === undefined) return items;
  const scalar = /^[ \t]*[|>][-+0-9]*[ \t]*(#.*)?$/.test(rest);
  const name = key.replace(/^(["'])(.*)\1$/, '$2');
  return [...items, { kind: 'key', column: indent.length + dashes.length, key: name, rest: rest.trim(), scalar }];
}
