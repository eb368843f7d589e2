import { LANES, type Lane } from '#shared/pulser/plan.ts';
import type { RunId, SessionId } from '#shared/run/ids.ts';
import type { Connection } from './connection.ts';
import { closedLanes } from './lanes.ts';

/** A queued run as a claim sees it. */
export interface QueuedRun {
  readonly id: string;
  readonly number: number;
  readonly session_id: string;
  readonly lane_wish: string | null;
  readonly queue_priority: number;
  readonly queue_rank: number;
}

export interface Pick {
  readonly run: QueuedRun;
  readonly lane: Lane;
}

const COLUMNS = 'id, number, session_id, lane_wish, queue_priority, queue_rank';
const QUEUED = `execution = 'queued'`;
const ORDER = 'queue_priority desc, queue_rank, number';

/** How many runs of a list are looked at in order before it is looked at by groups. */
const FRONT = 16;

export const FRONT_OF_LIST = `select ${COLUMNS} from runs where ${QUEUED} and filed_under = +? order by ${ORDER} limit ${FRONT}`;
export const NEXT_LIST = `select filed_under from runs where ${QUEUED} and filed_under > +? order by filed_under limit 1`;
export const NEXT_GROUP = `select queue_group, session_id, lane_wish from runs
  where ${QUEUED} and filed_under = +? and queue_group > +? order by queue_group limit 1`;
export const FIRST_OF_GROUP = `select ${COLUMNS} from runs
  where ${QUEUED} and filed_under = +? and queue_group = +? order by ${ORDER} limit 1`;
/** A lock that the run wants and another run holds. */
export const BLOCKING_LOCK = `select held.lock from run_locks as wanted join held_locks as held on held.lock = wanted.lock
  where wanted.run_id = +? and held.run_id <> wanted.run_id limit 1`;

/** Runs of one group want the same lane of the same session. */
export function queueGroup(sessionId: SessionId, wish: Lane | null): string {
  return `${sessionId}/${wish ?? '*'}`;
}

/**
 * Finds the run to claim: highest priority, then oldest, whose lane and locks are free. Runs inside the claim's transaction.
 *
 * Thousands of blocked runs must not be looked at one by one. Two things keep them out of the way:
 * - A run that is found waiting for a lock is filed under that lock, and a list that is filed under a held lock is not read.
 *   When the lock is free again its list is read like the others (nothing has to be moved), first run first.
 * - When the first runs of a list all want busy lanes, the list is read by groups, and a group whose lane is busy is skipped
 *   in one step.
 * Sessions are not asked whether they are archived: one with queued runs cannot be, and an archived one takes none.
 */
export function pickRun(connection: Connection, lanes: readonly Lane[] = LANES): Pick | undefined {
  const free = freeLanes(connection, lanes);
  let best: Pick | undefined;
  let list: string | undefined = '';
  while (list !== undefined) {
    if (list === '' || !isHeld(connection, list)) {
      const found = firstOfList(connection, list, free);
      if (found !== undefined && (best === undefined || isBefore(found.run, best.run))) best = found;
    }
    list = connection.get<{ readonly filed_under: string }>(NEXT_LIST, list)?.filed_under;
  }
  return best;
}

/** The same for one run that was asked for by name, whatever stands before it. */
export function pickOne(connection: Connection, runId: RunId, lanes: readonly Lane[] = LANES): Pick | undefined {
  const run = connection.get<QueuedRun>(`select ${COLUMNS} from runs where ${QUEUED} and id = +?`, runId);
  if (run === undefined || blockingLock(connection, run.id) !== undefined) return undefined;
  const lane = freeLanes(connection, lanes)(run);
  return lane === undefined ? undefined : { run, lane };
}

type FreeLanes = (run: Readonly<{ session_id: string; lane_wish: string | null }>) => Lane | undefined;

/** The lane that a run would get now. A session's lanes are looked up once, and so are the policies. */
function freeLanes(connection: Connection, lanes: readonly Lane[]): FreeLanes {
  const { held: closed, reserved } = closedLanes(connection);
  const bySession = new Map<string, readonly Lane[]>();
  return ({ session_id: session, lane_wish: wish }) => {
    let free = bySession.get(session);
    if (free === undefined) {
      const held = connection
        .all<{ readonly lane: string }>('select lane from lane_holds where session_id = +?', session)
        .map((row) => row.lane);
      free = LANES.filter((lane) => lanes.includes(lane) && !held.includes(lane) && !closed.includes(lane));
      bySession.set(session, free);
    }
    return free.find((lane) => (wish === null ? !reserved.includes(lane) : lane === wish));
  };
}

function firstOfList(connection: Connection, list: string, free: FreeLanes): Pick | undefined {
  const front = connection.all<QueuedRun>(FRONT_OF_LIST, list);
  for (const run of front) {
    const lane = free(run);
    if (lane !== undefined && !fileUnderLock(connection, run.id)) return { run, lane };
  }
  return front.length < FRONT ? undefined : firstByGroups(connection, list, free);
}

function firstByGroups(connection: Connection, list: string, free: FreeLanes): Pick | undefined {
  let best: Pick | undefined;
  let group = '';
  for (;;) {
    const next = connection.get<QueueGroup>(NEXT_GROUP, list, group);
    if (next === undefined) return best;
    group = next.queue_group;
    const lane = free(next);
    if (lane === undefined) continue;
    let run = connection.get<QueuedRun>(FIRST_OF_GROUP, list, group);
    // Filing takes a run off this list, so the next one is then the first.
    while (run !== undefined && fileUnderLock(connection, run.id)) {
      run = connection.get<QueuedRun>(FIRST_OF_GROUP, list, group);
    }
    if (run !== undefined && (best === undefined || isBefore(run, best.run))) best = { run, lane };
  }
}

interface QueueGroup {
  readonly queue_group: string;
  readonly session_id: string;
  readonly lane_wish: string | null;
}

/** Takes a run off its list when it waits for a lock that another run holds; `false` when it waits for none. */
export function fileUnderLock(connection: Connection, runId: string): boolean {
  const lock = blockingLock(connection, runId);
  if (lock === undefined) return false;
  connection.run('update runs set filed_under = ? where id = +?', lock, runId);
  return true;
}

function blockingLock(connection: Connection, runId: string): string | undefined {
  return connection.get<{ readonly lock: string }>(BLOCKING_LOCK, runId)?.lock;
}

function isHeld(connection: Connection, lock: string): boolean {
  return connection.get('select 1 from held_locks where lock = +?', lock) !== undefined;
}

function isBefore(a: QueuedRun, b: QueuedRun): boolean {
  return (b.queue_priority - a.queue_priority || a.queue_rank - b.queue_rank || a.number - b.number) < 0;
}
