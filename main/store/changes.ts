import type { RunChanges, TopicCounts } from '#main/engine/ports/history.ts';
import type { RunStore, Store } from '#main/engine/ports/store.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Connection } from './connection.ts';
import { RUN_COLUMNS, type RunRow, runSummary } from './run-row.ts';

/** Most runs of one call, and how many events are looked through at a time. */
const MOST_RUNS = 500;
const WINDOW = 5000;

/** What tells other parts that something has changed, whichever process changed it. */
export function changeFeed(connection: Connection): Pick<RunStore, 'changedSince' | 'ledger'> & Pick<Store, 'topics'> {
  return {
    changedSince: (cursor) => connection.snapshot(() => changedSince(connection, cursor)),

    ledger() {
      const last = connection.get<{ readonly position: number; readonly hash: string }>(
        'select position, hash from events order by position desc limit 1',
      );
      return { events: last?.position ?? 0, lastHash: (last?.hash ?? null) as Digest | null };
    },

    topics() {
      const rows = connection.all<{ readonly topic: keyof TopicCounts; readonly changes: number }>(
        'select topic, changes from topics',
      );
      const counts = Object.fromEntries(rows.map(({ topic, changes }) => [topic, changes]));
      return { sessions: 0, plans: 0, settings: 0, views: 0, servers: 0, ...counts };
    },
  };
}

/** The place of the newest event; 0 without any. */
export function lastPosition(connection: Connection): number {
  const read = () => connection.get<{ readonly last: number | null }>('select max(position) as last from events');
  return connection.salvage(read, undefined)?.last ?? 0;
}

/**
 * Positions grow with commits, as there is one writer at a time: what is at or before a cursor was seen by whoever got it.
 * A run is told by its last event, so one that goes on beyond this call's events is left for the call that reaches them.
 */
function changedSince(connection: Connection, cursor: number | null): RunChanges {
  const end = lastPosition(connection);
  if (cursor === null || cursor >= end) return { cursor: end, runs: [], more: false };
  const changed: ChangedRow[] = [];
  let at = cursor;
  while (at < end && changed.length < MOST_RUNS) {
    const to = Math.min(end, at + WINDOW);
    changed.push(...connection.all<ChangedRow>(CHANGED, { from: at, to, end }));
    at = to;
  }
  const rows = changed.slice(0, MOST_RUNS);
  const next = changed.length > MOST_RUNS ? (rows.at(-1)?.changed_at ?? at) : at;
  return { cursor: next, runs: rows.map(runSummary), more: next < end };
}

interface ChangedRow extends RunRow {
  readonly changed_at: number;
}

/** Runs whose last event is between two positions, in its order. */
const CHANGED = `
  select changed.position as changed_at, ${RUN_COLUMNS} from (
    select run_id, max(position) as position, max(seq) as seq from events
    where position > @from and position <= @to group by run_id
  ) as changed join runs on runs.id = changed.run_id
  where changed.seq = runs.last_seq and changed.position <= @end
  order by changed.position`;
