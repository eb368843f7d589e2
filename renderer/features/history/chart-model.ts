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
  const step = values.length < 2 ? 0 : 100 / (values.length - 1);
  return values
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
