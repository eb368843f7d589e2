import type { Json } from '#shared/lib/json.ts';
import type { TreeNode } from '../tree/tree-node.ts';

/** One line of a JSON value that can be folded. */
export interface JsonRow extends TreeNode {
  /** Member name or index; empty at the root. */
  readonly name: string;
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'word';
  /** The value, or how much a folded one holds. */
  readonly text: string;
}

const MOST_TEXT = 400;
/** Values below this depth, and long lists, begin folded. */
const OPEN_DEPTH = 3;
const OPEN_MEMBERS = 200;

type Entry = readonly [name: string, value: Json];

/** What is in sight of a value; `toggled` names the places that are not as they began. */
export function jsonRows(value: Json, toggled: ReadonlySet<string>): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  // A stack of its own: a deep value would exhaust the one of the language.
  const open: { readonly entries: readonly Entry[]; at: number; readonly path: string }[] = [
    { entries: [['', value]], at: 0, path: '' },
  ];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const entry = top.entries[top.at];
    if (entry === undefined) {
      open.pop();
      continue;
    }
    const [name, member] = entry;
    const level = open.length;
    const key = level === 1 ? '$' : `${top.path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const entries = entriesOf(member);
    const isFoldable = entries !== null && entries.length > 0;
    const isOpen = isFoldable && beginsOpen(level, entries) !== toggled.has(key);
    top.at += 1;
    rows.push({
      key,
      level,
      position: top.at,
      siblings: top.entries.length,
      isOpen: isFoldable ? isOpen : null,
      name,
      kind: kindOf(member),
      text: entries === null ? scalar(member) : summary(member, entries.length),
    });
    if (isOpen) open.push({ entries, at: 0, path: key });
  }
  return rows;
}

function beginsOpen(level: number, entries: readonly Entry[]): boolean {
  return level <= OPEN_DEPTH && entries.length <= OPEN_MEMBERS;
}

function entriesOf(value: Json): readonly Entry[] | null {
  if (typeof value !== 'object' || value === null) return null;
  return Array.isArray(value)
    ? value.map((member: Json, at) => [String(at), member] as const)
    : Object.entries(value as Readonly<Record<string, Json>>);
}

function kindOf(value: Json): JsonRow['kind'] {
  if (Array.isArray(value)) return 'array';
  if (value === null || typeof value === 'boolean') return 'word';
  return typeof value === 'object' ? 'object' : typeof value === 'number' ? 'number' : 'string';
}

function scalar(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}… (${text.length - 2} characters)` : text;
}

function summary(value: Json, count: number): string {
  if (Array.isArray(value)) return count === 0 ? '[]' : `[${count} ${count === 1 ? 'item' : 'items'}]`;
  return count === 0 ? '{}' : `{${count} ${count === 1 ? 'member' : 'members'}}`;
}
