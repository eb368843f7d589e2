import type { HistoryStore } from '#main/engine/ports/history.ts';
import { quantile, sorted } from './quantile.ts';
import type { RunColumns } from './run-columns.ts';
import { dayOf } from './stats.ts';

const DAYS = 7;
const HOURS = 9;
const HOUR = 3_600_000;
const IN_LANE: ReadonlySet<string> = new Set(['claimed', 'running', 'verifying']);

/** The strip above the lanes. Canceled runs are no measure of success, and what a person stopped has no run time. */
export function runMetrics(columns: RunColumns, now: number): ReturnType<HistoryStore['metrics']> {
  const today = dayOf(now);
  const days = Array.from({ length: DAYS }, () => ({ passed: 0, ended: 0, verified: 0, times: [] as number[] }));
  const activity = Array.from({ length: HOURS }, () => 0);
  const times: number[] = [];
  let [active, queued, passed, ended, verified, rejected] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < columns.length; i += 1) {
    if (!columns.has(i)) continue;
    const status = columns.shown(i);
    const finished = columns.finished[i] as number;
    if (status === 'queued') queued += 1;
    if (IN_LANE.has(status)) active += 1;
    if (Number.isNaN(finished) || finished > now) continue;
    const hour = HOURS - 1 - Math.floor((now - finished) / HOUR);
    if (hour >= 0) activity[hour] = (activity[hour] ?? 0) + 1;
    const day = days[dayOf(finished) - today + DAYS - 1];
    if (day === undefined) continue;
    day.verified += columns.verified[i] as number;
    verified += columns.verified[i] as number;
    rejected += columns.rejected[i] as number;
    if (status === 'canceled') continue;
    day.ended += 1;
    ended += 1;
    if (status === 'succeeded') {
      day.passed += 1;
      passed += 1;
    }
    const time = columns.duration(i);
    if (Number.isNaN(time)) continue;
    day.times.push(time);
    times.push(time);
  }
  const allTimes = sorted(times);
  return {
    active,
    queued,
    activity,
    success: {
      rate: ended === 0 ? null : passed / ended,
      passed,
      ended,
      days: days.map((day) => (day.ended === 0 ? null : day.passed / day.ended)),
    },
    runTime: {
      medianMs: quantile(allTimes, 0.5),
      p95Ms: quantile(allTimes, 0.95),
      days: days.map((day) => quantile(sorted(day.times), 0.5)),
    },
    proofs: { verified, rejected, days: days.map((day) => day.verified) },
  };
}
