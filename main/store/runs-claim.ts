import type { Claim, ClaimRequest, RunStore, TakeoverRequest } from '#main/engine/ports/store.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { EventDraft } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { Connection } from './connection.ts';
import { insertEvents, sealAll } from './event-log.ts';
import { pickOne, pickRun } from './run-queue.ts';

interface ClaimableRow {
  readonly execution: string;
  readonly lane: string | null;
  readonly owner: string | null;
  readonly generation: number;
  readonly lease_until: number | null;
  readonly last_seq: number;
  readonly last_hash: string;
}

const CLAIMABLE = `select execution, lane, owner, generation, lease_until, last_seq, last_hash from runs where id = +?`;

export function runClaims(connection: Connection): Pick<RunStore, 'claim' | 'claimable' | 'takeOver' | 'owned'> {
  return {
    claim(request) {
      return hasQueued(connection) ? connection.write(() => claim(connection, request)) : undefined;
    },

    claimable(lanes) {
      return hasQueued(connection) && connection.write(() => pickRun(connection, lanes) !== undefined);
    },

    takeOver(request) {
      return connection.write(() => takeOver(connection, request));
    },

    owned() {
      return connection
        .all<OwnedRow>(
          `select runs.id as id, owner, generation, ${BEAT} as beat, coalesce(instances.beat_at, 0) as beat_at
           from runs left join instances on instances.id = runs.owner
           where execution in ('claimed', 'running') and owner is not null order by number`,
        )
        .map((row) => ({
          runId: row.id as RunId,
          owner: row.owner as ClaimRequest['owner'],
          generation: row.generation,
          ownerBeat: row.beat,
          beatAt: row.beat_at,
        }));
    },
  };
}

/** An idle worker that was woken for nothing must not stand in the way of those who write. */
function hasQueued(connection: Connection): boolean {
  return connection.get(`select 1 from runs where execution = 'queued' limit 1`) !== undefined;
}

/** An owner that is not registered any more has the beat 0, and never beats. */
const BEAT = 'coalesce(instances.beat, 0)';

interface OwnedRow {
  readonly id: string;
  readonly owner: string;
  readonly generation: number;
  readonly beat: number;
  readonly beat_at: number;
}

function claim(connection: Connection, request: ClaimRequest): Claim | undefined {
  const pick =
    request.runId === undefined
      ? pickRun(connection, request.lanes)
      : pickOne(connection, request.runId, request.lanes);
  if (pick === undefined) return undefined;
  const { run, lane } = pick;
  connection.run('insert into lane_holds (session_id, lane, run_id) values (?, ?, ?)', run.session_id, lane, run.id);
  // A run that comes back from a wait holds its locks already.
  connection.run(
    `insert into held_locks (lock, run_id) select lock, run_id from run_locks
     where run_id = +? and lock not in (select lock from held_locks where run_id = +?)`,
    run.id,
    run.id,
  );
  return own(connection, run.id as RunId, lane, { ...request, takeover: false });
}

/**
 * The owner's beat is the guard that counts. Beside it a lease that still runs is respected, unless it ends later than any
 * lease given now would: then the clock was set back, and the lease says nothing.
 */
function takeOver(connection: Connection, request: TakeoverRequest): Claim | undefined {
  const run = connection.get<ClaimableRow>(CLAIMABLE, request.runId);
  if (run === undefined || (run.execution !== 'claimed' && run.execution !== 'running')) return undefined;
  if (run.owner !== request.owner || run.generation !== request.generation || run.lane === null) return undefined;
  const owner = connection.get<{ readonly beat: number }>('select beat from instances where id = +?', request.owner);
  if ((owner?.beat ?? 0) !== request.ownerBeat) return undefined;
  const lease = (run.lease_until ?? 0) - request.now;
  if (owner !== undefined && lease > 0 && lease <= request.leaseMs) return undefined;
  return own(connection, request.runId, run.lane as Lane, { ...request, owner: request.newOwner, takeover: true });
}

type Owning = Pick<ClaimRequest, 'owner' | 'host' | 'now' | 'leaseMs' | 'actor'> & { readonly takeover: boolean };

function own(connection: Connection, runId: RunId, lane: Lane, by: Owning): Claim {
  const run = connection.get<ClaimableRow>(CLAIMABLE, runId);
  if (run === undefined) throw new RangeError('a run that was picked is gone inside one transaction');
  const generation = run.generation + 1;
  const { owner, host, takeover } = by;
  const draft: EventDraft<'run.claimed'> = {
    type: 'run.claimed',
    at: by.now,
    actor: by.actor,
    data: { owner, host, generation, lane, takeover },
  };
  const events = sealAll(runId, { seq: run.last_seq, hash: run.last_hash as Digest }, [draft]);
  connection.run(
    `update runs set execution = 'claimed', owner = @owner, generation = @generation, lease_until = @lease, lane = @lane,
       filed_under = '', last_seq = @seq, last_hash = @hash where id = +@id`,
    {
      owner,
      generation,
      lease: by.now + by.leaseMs,
      lane,
      seq: run.last_seq + 1,
      hash: events[0]?.hash ?? '',
      id: runId,
    },
  );
  insertEvents(connection, events);
  return { runId, generation, lane, takeover };
}
