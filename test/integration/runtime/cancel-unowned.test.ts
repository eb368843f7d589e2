import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Store } from '#main/engine/ports/store.ts';
import type { ControlRoom } from '#main/hosts/compose.ts';
import { commandRun, loadRun } from '#main/runtime/commands.ts';
import type { RuntimeServices } from '#main/runtime/services.ts';
import { startWorker, type Worker } from '#main/runtime/worker.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { LANES } from '#shared/pulser/plan.ts';
import type { RunId } from '#shared/run/ids.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import { planOf } from '#test/helpers/plans.ts';
import { processState } from '#test/helpers/process-state.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { execute, testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const OPERATOR = { kind: 'operator', name: 'ada' } as const;

/** A run that has started a server on purpose, and waits for an approval: nobody owns it. */
async function parkedRun(room: ControlRoom): Promise<{ runId: RunId; server: number }> {
  const workdir = tempFolder();
  const start = 'setsid sleep 1000 < /dev/null > /dev/null 2>&1 & echo $! > server.pid';
  const plan = planOf({
    locks: ['door'],
    steps: [
      { id: 'serve', do: { shell: start }, verify: [{ file: { path: 'server.pid' } }] },
      { id: 'open', do: { shell: 'true' }, approve: true, verify: [{ exit: 0 }] },
    ],
  });
  const runId = queueRun(room, plan, { workdir });
  expect(await execute(room, runId)).toMatchObject({ execution: 'waiting', stepsDone: 1 });
  const server = Number(readFileSync(join(workdir, 'server.pid'), 'utf8'));
  onTestFinished(() => {
    if (isAlive(server)) process.kill(server, 'SIGKILL');
  });
  return { runId, server };
}

function isAlive(pid: number): boolean {
  const state = processState(pid);
  return state !== undefined && state !== 'Z';
}

function cancel({ store, services }: ControlRoom, runId: RunId): void {
  const asked = commandRun(
    store,
    runId,
    { type: 'cancel', reason: null },
    { actor: OPERATOR, at: services.clock.now() },
  );
  expect(asked.ok).toBe(true);
}

function work(room: ControlRoom, services: RuntimeServices = room.services): Worker {
  const worker = startWorker(services, { host: 'test', pid: process.pid, kind: 'worker' });
  onTestFinished(() => worker.stop());
  return worker;
}

function ended(store: Store, runId: RunId): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isTerminal(store.runs.get(runId)?.execution ?? 'queued')) return;
      stop();
      resolve();
    };
    const stop = store.onWake(look);
    look();
  });
}

it('is being canceled, and holds its locks, until a worker has ended what it started', async () => {
  const room = await testRoom();
  const { store } = room;
  const { runId, server } = await parkedRun(room);
  cancel(room, runId);
  expect(store.runs.get(runId)).toMatchObject({
    execution: 'queued',
    canceling: true,
    reason: 'being canceled by ada',
    waitingFor: null,
  });
  expect(isAlive(server)).toBe(true);
  const next = queueRun(
    room,
    planOf({ locks: ['door'], steps: [{ id: 'a', do: { shell: 'true' }, verify: [{ exit: 0 }] }] }),
    {
      workdir: tempFolder(),
    },
  );
  expect(store.runs.queuePosition(next).heldBy).toEqual([runId]);

  work(room);
  await ended(store, runId);
  expect(store.runs.get(runId)).toMatchObject({ execution: 'canceled', canceling: false });
  expect(isAlive(server)).toBe(false);
  expect(store.runs.events(runId).find(({ type }) => type === 'run.swept')?.data).toMatchObject({ ended: 1 });
  await ended(store, next);
  expect(store.runs.get(next)).toMatchObject({ verification: 'passed' });
});

it('needs no lane: a canceled run ends while every lane is held', async () => {
  const room = await testRoom();
  const { store } = room;
  const { runId, server } = await parkedRun(room);
  for (const lane of LANES) store.lanes.setPolicy(lane, { held: true, reserved: false }, OPERATOR, 1);
  cancel(room, runId);
  work(room);
  await ended(store, runId);
  expect(store.runs.get(runId)?.execution).toBe('canceled');
  expect(isAlive(server)).toBe(false);
  expect(store.runs.events(runId).filter(({ type }) => type === 'run.claimed')).toHaveLength(1);
});

it('says what could not be ended, and lets go of the run all the same', async () => {
  const room = await testRoom();
  const { runId } = await parkedRun(room);
  const tools = room.services.tools.map((tool) => ({
    ...tool,
    sweep: () => Promise.reject(new AppError('process.survivor', 'processes that could not be ended: 12')),
  }));
  cancel(room, runId);
  const worker = work(room, { ...room.services, tools });
  await ended(room.store, runId);
  await worker.stop();
  expect(room.store.runs.get(runId)).toMatchObject({
    execution: 'canceled',
    verification: 'indeterminate',
    owner: null,
  });
  expect(room.store.runs.get(runId)?.reason).toContain('could not be ended: 12');
});

it('a run that nobody ever executed is canceled at once', async () => {
  const room = await testRoom();
  const plan = planOf({ steps: [{ id: 'a', do: { shell: 'true' }, verify: [{ exit: 0 }] }] });
  const runId = queueRun(room, plan, { workdir: tempFolder() });
  cancel(room, runId);
  expect(loadRun(room.store, runId)).toMatchObject({ execution: 'canceled', generation: 0 });
});
