import { diffLines } from 'diff';
import type { Comparison } from '#shared/api/runs.ts';
import type { Json } from '#shared/lib/json.ts';

type Step = Comparison['steps'][number];

/** True for a step that ended, was proved, or read otherwise in the other run; run times always differ and do not count. */
export function isStepChanged({ left, right, readings }: Step): boolean {
  if (left === null || right === null) return true;
  if (left.status !== right.status || left.strength !== right.strength || left.tries !== right.tries) return true;
  return readings.some(({ same }) => !same);
}

export interface DiffLine {
  readonly kind: 'left' | 'right' | 'both' | 'gap';
  readonly text: string;
}

/** Lines around each change that show where it is. */
const AROUND = 3;

/** Two texts as lines of either or both; with `short`, what is far from a change becomes a gap that says how much. */
export function diffOf(left: string, right: string, short: boolean): readonly DiffLine[] {
  const lines = diffLines(left, right).flatMap(({ value, added, removed }): DiffLine[] => {
    const kind = added ? 'right' : removed ? 'left' : 'both';
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ kind, text }));
  });
  if (!short) return lines;
  const isNear = lines.map((_, at) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ kind }) => kind !== 'both'),
  );
  const shown: DiffLine[] = [];
  let hidden = 0;
  const closeGap = (): void => {
    if (hidden > 0) shown.push({ kind: 'gap', text: `${hidden} same ${hidden === 1 ? 'line' : 'lines'}` });
    hidden = 0;
  };
  lines.forEach((line, at) => {
    if (isNear[at] !== true) hidden += 1;
    else {
      closeGap();
      shown.push(line);
    }
  });
  closeGap();
  return shown;
}

/** A value of a run as text. */
export function valueText(value: Json): string {
  return value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
}
