import type { PlanStore } from '#main/engine/ports/store.ts';
import { sha256 } from '#main/kernel/hash.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { Connection } from './connection.ts';

/** Plans are kept as the exact bytes that their digest is of, and are checked against it both ways. */
export function planStore(connection: Connection): PlanStore {
  const known = (digest: string) => connection.get('select 1 from plans where digest = +?', digest) !== undefined;
  return {
    put(plan, digest, now) {
      if (known(digest)) return;
      const body = canonicalJson(plan);
      const found = sha256(body);
      if (found !== digest) {
        throw new AppError('store.plan-digest', `plan ${plan.name} does not have the digest it is stored under`, {
          details: { expected: digest, found },
        });
      }
      connection.write(() => {
        connection.run(
          `insert into plans (digest, name, version, body, created_at) values (?, ?, ?, ?, ?)
           on conflict (digest) do nothing`,
          digest,
          plan.name,
          plan.version,
          body,
          now,
        );
      });
    },

    get(digest) {
      const row = connection.get<{ readonly body: string }>('select body from plans where digest = +?', digest);
      if (row === undefined) return undefined;
      const found = sha256(row.body);
      if (found !== digest) {
        throw new AppError('store.plan-digest', `the stored plan ${digest} is not what it was when it was stored`, {
          hint: 'the data folder was changed or its disk is failing; restore a backup',
          details: { expected: digest, found },
        });
      }
      return JSON.parse(row.body) as Plan;
    },
  };
}
