import type { ControlRoom } from '#main/hosts/compose.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import { startRun } from '#main/runtime/start-run.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { RunId } from '#shared/run/ids.ts';

/** Queues a run of a plan without inputs. */
export function queueRun(room: ControlRoom, plan: Plan, workdir: string, session = 'bench'): RunId {
  const at = room.services.clock.now();
  return startRun(room.store, {
    plan,
    digest: jsonDigest(plan),
    inputs: {},
    secrets: [],
    session: room.store.sessions.ensure(session, at),
    lane: null,
    priority: 0,
    policy: { strict: false, approve: false },
    workdir,
    actor: room.actor,
    at,
    attemptOf: null,
    engine: 'bench',
  }).runId;
}
