import type { Instance, InstanceStore } from '#main/engine/ports/store.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { LANES } from '#shared/pulser/plan.ts';
import type { InstanceId } from '#shared/run/ids.ts';
import type { Connection } from './connection.ts';

interface InstanceRow {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly kind: string;
  readonly lanes: string | null;
  readonly draining: number;
  readonly beat: number;
  readonly beat_at: number;
}

/** Instances that died and own nothing are forgotten after this time, ms. */
const FORGET_AFTER = 30 * 24 * 3_600_000;

export function instanceStore(connection: Connection): InstanceStore {
  return {
    register({ id, host, pid, kind, lanes, now }) {
      connection.write(() => {
        connection.run(
          `delete from instances where beat_at < ? and not exists
             (select 1 from runs where owner = instances.id and execution in ('claimed', 'running'))`,
          now - FORGET_AFTER,
        );
        connection.run(
          'insert into instances (id, host, pid, kind, lanes, registered_at, beat_at) values (?, ?, ?, ?, ?, ?, ?)',
          id,
          host,
          pid,
          kind,
          lanes === undefined ? null : LANES.filter((lane) => lanes.includes(lane)).join(''),
          now,
          now,
        );
      });
    },

    beat(id, now, leaseMs) {
      connection.write(() => {
        const changed = connection.run('update instances set beat = beat + 1, beat_at = ? where id = +?', now, id);
        if (changed !== 1) {
          throw new AppError('store.unknown-instance', `instance ${id} is not registered`, {
            hint: 'register it again before it claims anything',
          });
        }
        connection.run(
          `update runs set lease_until = ? where owner = +? and execution in ('claimed', 'running')`,
          now + leaseMs,
          id,
        );
      });
    },

    drain(id) {
      connection.write(() => connection.run('update instances set draining = 1 where id = +?', id));
    },

    retire(id) {
      connection.write(() => connection.run('delete from instances where id = +?', id));
    },

    list() {
      return connection
        .all<InstanceRow>(
          'select id, host, pid, kind, lanes, draining, beat, beat_at from instances order by registered_at, id',
        )
        .map(instance);
    },
  };
}

function instance(row: InstanceRow): Instance {
  const { id, host, pid, kind, beat, beat_at: beatAt } = row;
  const lanes = row.lanes === null ? null : LANES.filter((lane) => row.lanes?.includes(lane));
  return { id: id as InstanceId, host, pid, kind, lanes, draining: row.draining === 1, beat, beatAt };
}
