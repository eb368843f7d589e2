import type { QueuePosition } from '#main/engine/ports/store.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { Connection } from './connection.ts';
import { unknownRun } from './event-log.ts';
import { allowedLanes, closedLanes } from './lanes.ts';

interface Row {
  readonly number: number;
  readonly execution: string;
  readonly session_id: string;
  readonly lane_wish: string | null;
  readonly queue_priority: number;
  readonly queue_rank: number;
}

/** Of a run that is not queued: nobody stands before it, nobody holds anything from it. */
export function queuePosition(connection: Connection, runId: RunId): QueuePosition {
  return connection.snapshot(() => {
    const run = connection.get<Row>(
      `select number, execution, session_id, lane_wish, queue_priority, queue_rank from runs where id = +?`,
      runId,
    );
    if (run === undefined) throw unknownRun(runId);
    if (run.execution !== 'queued') return { ahead: 0, heldBy: [], laneHeld: false };
    const allowed = allowedLanes(closedLanes(connection), run.lane_wish);
    const heldBy = new Set([...laneHolders(connection, run, allowed), ...lockHolders(connection, runId)]);
    return { ahead: countAhead(connection, run), heldBy: [...heldBy], laneHeld: allowed.length === 0 };
  });
}

function countAhead(connection: Connection, run: Row): number {
  const { session_id: session, queue_priority: priority, queue_rank: rank, number } = run;
  const ahead = connection.get<{ readonly count: number }>(
    `select count(*) as count from runs where execution = 'queued' and session_id = +@session and
       (queue_priority > @priority or (queue_priority = @priority and
         (queue_rank < @rank or (queue_rank = @rank and number < @number))))`,
    { session, priority, rank, number },
  );
  return ahead?.count ?? 0;
}

/** Those in all the lanes that the run may take; nobody while one of them is free. */
function laneHolders(connection: Connection, run: Row, allowed: readonly string[]): readonly RunId[] {
  const holds = connection.all<{ readonly lane: string; readonly run_id: string }>(
    'select lane, run_id from lane_holds where session_id = +? order by lane',
    run.session_id,
  );
  const inTheWay = holds.filter((hold) => allowed.includes(hold.lane));
  return inTheWay.length < allowed.length ? [] : inTheWay.map((hold) => hold.run_id as RunId);
}

function lockHolders(connection: Connection, runId: RunId): readonly RunId[] {
  return connection
    .all<{ readonly run_id: string }>(
      `select distinct held.run_id as run_id from run_locks as wanted join held_locks as held on held.lock = wanted.lock
       where wanted.run_id = +? and held.run_id <> wanted.run_id order by held.run_id`,
      runId,
    )
    .map((row) => row.run_id as RunId);
}
