import type { HistoryStore } from '#main/engine/ports/history.ts';
import type { Connection } from '../connection.ts';
import { quantile, sorted } from './quantile.ts';
import type { RunIndex } from './run-index.ts';

const RUNS = 50;
const RUNS_FOR_STEPS = 20;

/** How long plans and their steps took, for what is still to come. */
export function estimates(
  connection: Connection,
  index: RunIndex,
): Pick<HistoryStore, 'medianDuration' | 'stepMedians'> {
  const newest = (planName: string, most: number): readonly number[] => {
    const columns = index.read();
    const plan = columns.plans.find(planName);
    const rows: number[] = [];
    if (plan === undefined) return rows;
    for (let i = columns.length - 1; i >= 0 && rows.length < most; i -= 1) {
      if (columns.plan[i] === plan && columns.has(i) && columns.shown(i) === 'succeeded') rows.push(i);
    }
    return rows;
  };
  return {
    medianDuration(planName) {
      const columns = index.read();
      const times = newest(planName, RUNS).map((i) => columns.duration(i));
      return quantile(sorted(times.filter((time) => !Number.isNaN(time))), 0.5);
    },

    stepMedians(planName) {
      const numbers = newest(planName, RUNS_FOR_STEPS).map((i) => i + 1);
      const rows = connection.all<{ readonly id: string; readonly time: number }>(
        `select steps.id as id, steps.finished_at - steps.started_at as time from steps
         where run_id in (select id from runs where number in (select value from json_each(?)))
           and time is not null order by time`,
        JSON.stringify(numbers),
      );
      const times = new Map<string, number[]>();
      for (const { id, time } of rows) times.set(id, [...(times.get(id) ?? []), time]);
      return Object.fromEntries([...times].map(([id, values]) => [id, quantile(values, 0.5) ?? 0]));
    },
  };
}
