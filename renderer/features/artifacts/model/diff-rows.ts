import { createTwoFilesPatch } from 'diff';

/** One row of a unified diff. */
export interface DiffRow {
  readonly kind: 'file' | 'hunk' | 'same' | 'added' | 'removed' | 'note';
  readonly left: number | null;
  readonly right: number | null;
  readonly text: string;
}

export interface DiffView {
  readonly rows: readonly DiffRow[];
  readonly added: number;
  readonly removed: number;
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)$/;
/** Two texts that differ in more than can be found in this time are not compared by lines, ms. */
const COMPARE_MS = 2_000;

/** Reads a unified diff. Lines that belong to no hunk are notes; a text without a hunk has no row of any other kind. */
export function parseDiff(text: string): DiffView {
  const rows: DiffRow[] = [];
  const counts = { added: 0, removed: 0 };
  const left = { at: 0, rest: 0 };
  const right = { at: 0, rest: 0 };
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const raw of lines) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (left.rest > 0 || right.rest > 0) {
      rows.push(inHunk(line, left, right, counts));
      continue;
    }
    const hunk = HUNK.exec(line);
    if (hunk !== null) {
      Object.assign(left, { at: Number(hunk[1]), rest: Number(hunk[2] ?? 1) });
      Object.assign(right, { at: Number(hunk[3]), rest: Number(hunk[4] ?? 1) });
      rows.push({ kind: 'hunk', left: null, right: null, text: hunkTitle(hunk[5] ?? '', right.at, right.rest) });
    } else if (/^(---|\+\+\+) /.test(line)) rows.push({ kind: 'file', left: null, right: null, text: line });
    else rows.push({ kind: 'note', left: null, right: null, text: line });
  }
  return { rows, ...counts };
}

/** Where two texts differ, with the lines around; `null` where that cannot be found in time. */
export function compareTexts(before: string, after: string): DiffView | null {
  const patch = createTwoFilesPatch('before', 'after', before, after, undefined, undefined, {
    context: 4,
    timeout: COMPARE_MS,
  });
  if (patch === undefined) return null;
  const view = parseDiff(patch);
  const first = view.rows.findIndex(({ kind }) => kind === 'hunk');
  return { ...view, rows: first < 0 ? [] : view.rows.slice(first) };
}

interface Side {
  at: number;
  rest: number;
}

function inHunk(line: string, left: Side, right: Side, counts: { added: number; removed: number }): DiffRow {
  const text = line.slice(1);
  const take = (side: Side): number => {
    side.rest -= 1;
    side.at += 1;
    return side.at - 1;
  };
  switch (line[0]) {
    case '+':
      counts.added += 1;
      return { kind: 'added', left: null, right: take(right), text };
    case '-':
      counts.removed += 1;
      return { kind: 'removed', left: take(left), right: null, text };
    case '\\':
      return { kind: 'note', left: null, right: null, text: text.trim() };
    default:
      return { kind: 'same', left: take(left), right: take(right), text };
  }
}

function hunkTitle(context: string, from: number, count: number): string {
  const lines = count === 1 ? `line ${from}` : `lines ${from} to ${Math.max(from, from + count - 1)}`;
  return context.trim() === '' ? `${lines.charAt(0).toUpperCase()}${lines.slice(1)}` : `${context.trim()}, ${lines}`;
}
