import type { ControlRoom } from '#main/hosts/compose.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import { startRun } from '#main/runtime/start-run.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { RunId } from '#shared/run/ids.ts';

export interface QueueOptions {
  /** Folder that relative paths of the plan start from. */
  readonly workdir: string;
  readonly inputs?: Readonly<Record<string, Json>>;
  readonly session?: string;
  readonly approve?: boolean;
}

/** Queues a run of a plan that nobody has to read from a file. */
export function queueRun(room: ControlRoom, plan: Plan, options: QueueOptions): RunId {
  const at = room.services.clock.now();
  return startRun(room.store, {
    plan,
    digest: jsonDigest(plan),
    inputs: options.inputs ?? {},
    secrets: plan.secrets.map((name) => ({ name, source: 'environment' })),
    session: room.store.sessions.ensure(options.session ?? 'default', at),
    lane: null,
    priority: 0,
    policy: { strict: false, approve: options.approve ?? false },
    workdir: options.workdir,
    actor: room.actor,
    at,
    attemptOf: null,
    engine: 'test',
  }).runId;
}
