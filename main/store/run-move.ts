import { AppError } from '#shared/lib/app-error.ts';
import type { EventData } from '#shared/run/event.ts';
import { type RunId, runLabel, type SessionId } from '#shared/run/ids.ts';
import type { Connection } from './connection.ts';
import { queueGroup } from './run-queue.ts';

interface Place {
  readonly id: string;
  readonly number: number;
  readonly queue_priority: number;
  readonly queue_rank: number;
}

const PLACE = 'id, number, queue_priority, queue_rank';
const RIVALS = `execution = 'queued' and session_id = +@session and id <> @id and (lane_wish is null or @lane is null or lane_wish = @lane)`;
const SAME_CLASS = `execution = 'queued' and session_id = +@session and id <> @id and queue_priority = @priority`;

/**
 * Files a queued run under another lane, before a run that may compete for it or behind all of those. It takes the priority of its
 * new neighbour. Ranks are whole numbers: where there is no room between two runs, those in front step forward, which they may
 * do without end; none ever steps behind the numbers of runs to come. Runs inside the transaction of its event.
 */
export function moveInQueue(
  connection: Connection,
  run: { readonly id: RunId; readonly sessionId: SessionId },
  { lane, before }: EventData['run.moved'],
): void {
  const of = { session: run.sessionId, id: run.id };
  connection.run(
    'update runs set lane_wish = ?, queue_group = ? where id = +?',
    lane,
    queueGroup(run.sessionId, lane),
    run.id,
  );
  const place = before === null ? lastPlace(connection, of, lane) : placeBefore(connection, of, lane, before);
  if (place === undefined) return;
  connection.run(
    'update runs set queue_priority = ?, queue_rank = ? where id = +?',
    place.priority,
    place.rank,
    run.id,
  );
}

interface Of {
  readonly session: SessionId;
  readonly id: RunId;
}

function placeBefore(connection: Connection, of: Of, lane: string | null, before: RunId): NewPlace {
  const target = connection.get<Place>(`select ${PLACE} from runs where ${RIVALS} and id = @before`, {
    ...of,
    lane,
    before,
  });
  if (target === undefined) throw notQueued(connection, before, lane);
  const { queue_priority: priority, queue_rank: rank, number } = target;
  const inFront = { ...of, priority, rank, number };
  const IN_FRONT = `${SAME_CLASS} and (queue_rank < @rank or (queue_rank = @rank and number < @number))`;
  const near = connection.get(`select 1 from runs where ${IN_FRONT} and queue_rank >= @rank - 1 limit 1`, inFront);
  if (near !== undefined) connection.run(`update runs set queue_rank = queue_rank - 2 where ${IN_FRONT}`, inFront);
  return { priority, rank: rank - 1 };
}

function lastPlace(connection: Connection, of: Of, lane: string | null): NewPlace | undefined {
  const last = connection.get<Place>(
    `select ${PLACE} from runs where ${RIVALS} order by queue_priority, queue_rank desc, number desc limit 1`,
    { ...of, lane },
  );
  if (last === undefined) return undefined;
  const { queue_priority: priority, queue_rank: rank, number } = last;
  const newest = connection.get<{ readonly number: number }>('select max(number) as number from runs')?.number ?? rank;
  if (rank < newest) return { priority, rank: rank + 1 };
  const upTo = { ...of, priority, rank, number };
  connection.run(
    `update runs set queue_rank = queue_rank - 1
     where ${SAME_CLASS} and (queue_rank < @rank or (queue_rank = @rank and number <= @number))`,
    upTo,
  );
  return { priority, rank };
}

interface NewPlace {
  readonly priority: number;
  readonly rank: number;
}

function notQueued(connection: Connection, before: RunId, lane: string | null): AppError {
  const found = connection.get<{ readonly number: number; readonly execution: string }>(
    'select number, execution from runs where id = +?',
    before,
  );
  const label = found === undefined ? before : runLabel(found.number);
  const isQueued = found?.execution === 'queued';
  const where = lane === null ? 'in this session' : `for lane ${lane} in this session`;
  return new AppError('run.not-queued', `${label} does not queue ${where}, so nothing can stand before it`, {
    hint: isQueued
      ? 'name a queued run of the same session and lane'
      : `${label} is ${found?.execution ?? 'not there'}`,
    details: { before, lane },
  });
}
