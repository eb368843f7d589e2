import type { HistoryStore } from '#main/engine/ports/history.ts';
import { LANES, type Lane } from '#shared/pulser/plan.ts';
import type { Connection } from '../connection.ts';
import { listedRuns } from './listed-runs.ts';
import type { RunIndex } from './run-index.ts';

interface Ends {
  /** Rows, the newest end first. */
  readonly newest: number[];
  since: number;
}

/** Looks at every run of the session once, without an order that would have to be kept: a board asks after each change. */
export function endedByLane(connection: Connection, index: RunIndex): HistoryStore['endedByLane'] {
  return (sessionId, { most, since }) => {
    const columns = index.read();
    const session = columns.sessions.find(sessionId);
    const lanes = LANES.map((): Ends => ({ newest: [], since: 0 }));
    const { finished } = columns;
    // Later runs mostly end later: from the end nearly every other row is older than those that are kept.
    for (let i = columns.length - 1; i >= 0; i -= 1) {
      if (session === undefined || columns.session[i] !== session || !columns.has(i)) continue;
      const ends = lanes[columns.lane[i] as number];
      const at = finished[i] as number;
      if (ends === undefined || Number.isNaN(at)) continue;
      if (at >= since) ends.since += 1;
      keep(ends.newest, i, most, finished);
    }
    const of = ({ newest, since: endedSince }: Ends) => ({
      rows: listedRuns(
        connection,
        index,
        newest.map((i) => i + 1),
      ),
      endedSince,
    });
    const found = LANES.map((lane, at) => [lane, of(lanes[at] ?? { newest: [], since: 0 })] as const);
    return Object.fromEntries(found) as Record<Lane, ReturnType<typeof of>>;
  };
}

/** Puts a row in its place among the newest, unless all of them are newer. */
function keep(newest: number[], i: number, most: number, finished: Float64Array): void {
  const at = finished[i] as number;
  const isNewer = (other: number | undefined): boolean => other !== undefined && at > (finished[other] as number);
  if (newest.length === most && !isNewer(newest.at(-1))) return;
  let place = newest.length;
  while (place > 0 && isNewer(newest[place - 1])) place -= 1;
  newest.splice(place, 0, i);
  if (newest.length > most) newest.pop();
}
