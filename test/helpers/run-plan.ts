import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ControlRoom, openControlRoom } from '#main/hosts/compose.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import { startRun } from '#main/runtime/start-run.ts';
import { startWorker } from '#main/runtime/worker.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { tempFolder } from './temp-folder.ts';

/** A control room on a data folder of its own, closed with the test. */
export async function testRoom(
  environment: Readonly<Record<string, string>> = {},
  dataDir = join(tempFolder(), 'data'),
): Promise<ControlRoom> {
  const { PATH = '', HOME = '' } = process.env;
  const room = await openControlRoom({ dataDir, environment: { PATH, HOME, ...environment } });
  onTestFinished(() => room.close());
  return room;
}

export interface RunOptions {
  readonly workdir?: string;
  readonly inputs?: Readonly<Record<string, Json>>;
  readonly session?: string;
  readonly approve?: boolean;
}

/** Queues a run. */
export function queue(room: ControlRoom, plan: Plan, options: RunOptions = {}): RunId {
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
    workdir: options.workdir ?? tempFolder(),
    actor: room.actor,
    at,
    attemptOf: null,
    engine: 'test',
  }).runId;
}

/** Executes queued runs here until the given one has ended, or waits for a person. */
export async function execute(room: ControlRoom, runId: RunId): Promise<RunSummary> {
  const ended = new Promise<void>((resolve) => {
    const worker = startWorker(room.services, {
      host: 'test',
      pid: process.pid,
      kind: 'test',
      only: runId,
      onEnd: () => void worker.stop().then(resolve),
    });
  });
  await ended;
  const run = room.store.runs.get(runId);
  if (run === undefined) throw new Error('the run is gone');
  return run;
}
