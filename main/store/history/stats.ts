import type { DayStats, HistoryFilter, HistoryStats } from '#shared/api/history.ts';
import type { ShownStatus } from '#shared/run/status.ts';
import { quantile, sorted } from './quantile.ts';
import type { HistoryRows } from './window.ts';

export const DAY = 86_400_000;
const MOST_DAYS = 60;

/** Day by day as the runs were created; outcomes and total of all that the filter lets through. */
export function historyStats(rows: HistoryRows, filter: HistoryFilter): HistoryStats {
  const { columns, wanted } = rows.wanted(filter);
  const found: number[] = [];
  const outcomes = new Map<ShownStatus, number>();
  let newest = Number.NEGATIVE_INFINITY;
  let oldest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < columns.length; i += 1) {
    if (!wanted(i)) continue;
    found.push(i);
    add(outcomes, columns.shown(i));
    const at = columns.created[i] as number;
    newest = Math.max(newest, at);
    oldest = Math.min(oldest, at);
  }
  if (found.length === 0) return { days: [], outcomes: {}, total: 0 };

  const last = dayOf(newest);
  const first = Math.max(dayOf(oldest), last - (MOST_DAYS - 1));
  const days = Array.from({ length: last - first + 1 }, () => ({
    outcomes: new Map<ShownStatus, number>(),
    times: [] as number[],
  }));
  for (const i of found) {
    const day = days[dayOf(columns.created[i] as number) - first];
    if (day === undefined) continue;
    add(day.outcomes, columns.shown(i));
    const time = columns.duration(i);
    if (!Number.isNaN(time)) day.times.push(time);
  }
  return {
    days: days.map((day, k): DayStats => {
      const times = sorted(day.times);
      return {
        day: (first + k) * DAY,
        outcomes: Object.fromEntries(day.outcomes),
        p50Ms: quantile(times, 0.5),
        p90Ms: quantile(times, 0.9),
        p99Ms: quantile(times, 0.99),
      };
    }),
    outcomes: Object.fromEntries(outcomes),
    total: found.length,
  };
}

/** Days (UTC) since 1970. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY);
}

export function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
