import { expect, it } from 'vitest';
import { uuidv7 } from '#main/kernel/uuid.ts';
import { commandRun } from '#main/runtime/commands.ts';
import { PlanExecutor } from '#main/runtime/plan-executor.ts';
import type { InstanceId } from '#shared/run/ids.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

it('a run that ends before its executor has begun lets go of it', async () => {
  const room = await testRoom();
  const { store, clock } = room.services;
  const runId = queueRun(room, planOf({ steps: [shellStep('a')] }), { workdir: tempFolder() });
  const owner = uuidv7(clock.now()) as InstanceId;
  const actor = { kind: 'worker', name: 'test' } as const;
  store.instances.register({ id: owner, host: 'test', pid: process.pid, kind: 'test', now: clock.now() });
  const claim = store.runs.claim({ owner, host: 'test', now: clock.now(), leaseMs: 10_000, actor, runId });
  if (claim === undefined) throw new Error('nothing was claimed');
  const executor = new PlanExecutor(room.services, claim, owner, actor);

  const canceled = commandRun(store, runId, { type: 'cancel', reason: null }, { actor, at: clock.now() });
  expect(canceled.ok).toBe(true);
  executor.refresh();

  expect(await executor.run()).toBe('ended');
  expect(store.runs.get(runId)?.execution).toBe('canceled');
  store.instances.retire(owner);
});
