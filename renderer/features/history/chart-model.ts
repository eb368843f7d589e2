import type { DayStats } from '#shared/api/history.ts';
import type { ShownStatus } from '#shared/run/status.ts';

/** Endings in the order in which a day's bar stacks them, from the top. */
export const STACKED = [
  'indoubt',
  'failed',
  'rolledback',
  'waived',
  'succeeded',
] as const satisfies readonly ShownStatus[];

type Outcomes = Readonly<Partial<Record<ShownStatus, number>>>;

/** Verified among the runs that came to an end of their own, 0 to 1; `null` of none. A canceled run says nothing. */
export function successRate(outcomes: Outcomes): number | null {
  const judged = STACKED.reduce((sum, status) => sum + (outcomes[status] ?? 0), 0);
  return judged === 0 ? null : ((outcomes.succeeded ?? 0) + (outcomes.waived ?? 0)) / judged;
}

/** Runs of a day that its bar stacks. */
export function stackedRuns(outcomes: Outcomes): number {
  return STACKED.reduce((sum, status) => sum + (outcomes[status] ?? 0), 0);
}

/** Points of a line in a square of 100 by 100, `x,y x,y`; days without a value are passed over. */
export function linePoints(values: readonly (number | null)[], most: number): string {
  // One day alone is a line from side to side.
  const [only] = values;
  const drawn = values.length === 1 && only !== undefined ? [only, only] : values;
  const step = 100 / Math.max(1, drawn.length - 1);
  return drawn
    .flatMap((value, at) =>
      value === null ? [] : [`${(at * step).toFixed(2)},${(100 - (most === 0 ? 0 : (value / most) * 100)).toFixed(2)}`],
    )
    .join(' ');
}

/** The last days, those before the first run of them left out. */
export function shownDays(days: readonly DayStats[], most: number): readonly DayStats[] {
  const last = days.slice(-most);
  const first = last.findIndex(({ outcomes }) => Object.keys(outcomes).length > 0);
  return first === -1 ? [] : last.slice(first);
}

/** Least distance between two words beside the ends of lines, of 100. */
const WORD_HEIGHT = 22;

/** Ends of lines with their names, as percents from the top; names that would lie over each other share a place. */
export function lineEnds(
  ends: readonly { readonly name: string; readonly value: number }[],
  most: number,
): readonly { readonly name: string; readonly top: number }[] {
  const placed: { name: string; top: number }[] = [];
  for (const { name, value } of ends.toSorted((left, right) => right.value - left.value)) {
    const top = 100 - (most === 0 ? 0 : (value / most) * 100);
    const before = placed.at(-1);
    if (before !== undefined && top - before.top < WORD_HEIGHT) before.name = `${name}, ${before.name}`;
    else placed.push({ name, top });
  }
  return placed;
}
