import type { RunStore } from '#main/engine/ports/store.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { EventDraft } from '#shared/run/event.ts';
import type { Connection } from './connection.ts';
import { insertEvents, sealAll } from './event-log.ts';
import type { Wake } from './wake.ts';

interface HeadRow {
  readonly last_seq: number;
  readonly last_hash: string;
}

export function runsGivenUp(connection: Connection, wake: Wake): Pick<RunStore, 'giveUp'> {
  return {
    giveUp({ runId, owner, generation, reason, actor, now }) {
      const isGivenUp = connection.write(() => {
        const run = connection.get<HeadRow>(
          `select last_seq, last_hash from runs
           where id = +? and owner = ? and generation = ? and execution in ('claimed', 'running')`,
          runId,
          owner,
          generation,
        );
        if (run === undefined) return false;
        const draft: EventDraft = {
          type: 'run.interrupted',
          at: now,
          actor,
          data: { generation, reason, isFault: true },
        };
        const events = sealAll(runId, { seq: run.last_seq, hash: run.last_hash as Digest }, [draft]);
        insertEvents(connection, events);
        connection.run(
          `update runs set execution = 'interrupted', owner = null, lease_until = null, reason = ?, last_seq = ?,
             last_hash = ? where id = +?`,
          reason,
          run.last_seq + 1,
          events[0]?.hash ?? '',
          runId,
        );
        connection.run('delete from lane_holds where run_id = +?', runId);
        return true;
      });
      if (isGivenUp) wake.notify();
      return isGivenUp;
    },
  };
}
