import type { RunStore } from '#main/engine/ports/store.ts';
import { LANES } from '#shared/pulser/plan.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { Connection } from './connection.ts';
import { unknownRun } from './event-log.ts';

interface Row {
  readonly number: number;
  readonly execution: string;
  readonly session_id: string;
  readonly lane_wish: string | null;
  readonly queue_priority: number;
  readonly queue_rank: number;
}

type Position = ReturnType<RunStore['queuePosition']>;

/** Of a run that is not queued: nobody stands before it, nobody holds anything from it. */
export function queuePosition(connection: Connection, runId: RunId): Position {
  return connection.snapshot(() => {
    const run = connection.get<Row>(
      `select number, execution, session_id, lane_wish, queue_priority, queue_rank from runs where id = +?`,
      runId,
    );
    if (run === undefined) throw unknownRun(runId);
    if (run.execution !== 'queued') return { ahead: 0, heldBy: [] };
    const heldBy = new Set([...laneHolders(connection, run), ...lockHolders(connection, runId)]);
    return { ahead: countAhead(connection, run), heldBy: [...heldBy] };
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

function laneHolders(connection: Connection, run: Row): readonly RunId[] {
  const holds = connection.all<{ readonly lane: string; readonly run_id: string }>(
    'select lane, run_id from lane_holds where session_id = +? order by lane',
    run.session_id,
  );
  const inTheWay =
    run.lane_wish === null
      ? holds.filter(() => holds.length === LANES.length)
      : holds.filter((hold) => hold.lane === run.lane_wish);
  return inTheWay.map((hold) => hold.run_id as RunId);
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
