import { expect, it, onTestFinished } from 'vitest';
import type { AppendRequest } from '#main/engine/ports/store.ts';
import type { ControlRoom } from '#main/hosts/compose.ts';
import { startWorker, type Worker } from '#main/runtime/worker.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { planOf } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const PLAN: Plan = planOf({
  locks: ['door'],
  steps: [{ id: 'a', do: { shell: 'true' }, effect: 'write', verify: [{ exit: 0 }] }],
});
const FULL = new AppError('store.full', 'the disk is full');

type Runs = ControlRoom['services']['store']['runs'];

/** A worker that beats often, on a store of which some calls fail. */
function work(room: ControlRoom, broken: Partial<Runs>): Worker {
  const { services } = room;
  const store = { ...services.store, runs: { ...services.store.runs, ...broken } };
  const worker = startWorker(
    { ...services, store },
    { host: 'test', pid: process.pid, kind: 'worker', timing: { beatMs: 20, leaseMs: 10_000, staleLooks: 3 } },
  );
  onTestFinished(() => worker.stop());
  return worker;
}

function until(room: ControlRoom, runId: RunId, isSo: (run: RunSummary) => boolean): Promise<RunSummary> {
  return new Promise((resolve) => {
    const look = (): void => {
      const run = room.store.runs.get(runId);
      if (run === undefined || !isSo(run)) return;
      stop();
      resolve(run);
    };
    const stop = room.store.onWake(look);
    look();
  });
}

const isAtRest = ({ owner, execution }: RunSummary): boolean => owner === null && execution !== 'queued';

it('a run whose fault could not be recorded is given up with a later heartbeat, and gives its lane back', async () => {
  const room = await testRoom();
  const runId = queueRun(room, PLAN, { workdir: tempFolder() });
  let failures = 0;
  const append = (request: AppendRequest) => {
    const isTold = request.events.some(({ type }) => type === 'act.finished' || type === 'run.interrupted');
    if (isTold && request.fence !== undefined && failures < 4) {
      failures += 1;
      throw FULL;
    }
    return room.store.runs.append(request);
  };
  work(room, { append });
  expect(await until(room, runId, isAtRest)).toMatchObject({
    execution: 'waiting',
    verification: 'indeterminate',
    waitingFor: 'decision',
  });
  expect(failures).toBe(4);
  const interrupted = room.store.runs.events(runId).filter(({ type }) => type === 'run.interrupted');
  expect(interrupted).toMatchObject([{ data: { isFault: true, reason: 'the disk is full' } }]);
});

it('a run that could not be read when it was claimed queues again, and is executed', async () => {
  const room = await testRoom();
  const runId = queueRun(room, PLAN, { workdir: tempFolder() });
  let failures = 0;
  const events: Runs['events'] = (id, after) => {
    if (failures < 2) {
      failures += 1;
      throw FULL;
    }
    return room.store.runs.events(id, after);
  };
  work(room, { events });
  expect(await until(room, runId, isAtRest)).toMatchObject({ execution: 'finished', verification: 'passed' });
  expect(room.store.runs.events(runId).filter(({ type }) => type === 'act.started')).toHaveLength(1);
});

it('a run whose history is broken is given up, and its lane goes to the next', async () => {
  const room = await testRoom();
  const plan = planOf({ steps: [{ id: 'a', do: { shell: 'true' }, verify: [{ exit: 0 }] }] });
  const workdir = tempFolder();
  const [damaged, ...others] = Array.from({ length: 5 }, () => queueRun(room, plan, { workdir }));
  if (damaged === undefined) throw new Error('no run');
  const events: Runs['events'] = (id, after) => {
    if (id === damaged) throw new AppError('store.chain-broken', 'event 1 was changed');
    return room.store.runs.events(id, after);
  };
  work(room, { events });
  expect(await until(room, damaged, isAtRest)).toMatchObject({
    execution: 'interrupted',
    reason: 'its history cannot be read: event 1 was changed',
  });
  for (const runId of others) expect(await until(room, runId, isAtRest)).toMatchObject({ verification: 'passed' });
});

it('a worker stops although its last words cannot be recorded, and the run is free for another one', async () => {
  const room = await testRoom();
  const plan = planOf({ steps: [{ id: 'a', do: { shell: 'sleep 100' }, verify: [{ exit: 0 }] }] });
  const runId = queueRun(room, plan, { workdir: tempFolder() });
  let isFull = false;
  const append = (request: AppendRequest) => {
    if (isFull) throw FULL;
    return room.store.runs.append(request);
  };
  const acting = new Promise<void>((resolve) => {
    const { services } = room;
    const store = { ...services.store, runs: { ...services.store.runs, append } };
    const worker = startWorker(
      {
        ...services,
        store,
        onEvents: (_run, events) => {
          if (!events.some(({ type }) => type === 'act.started')) return;
          isFull = true;
          void worker.stop().then(resolve);
        },
      },
      { host: 'test', pid: process.pid, kind: 'worker' },
    );
  });
  await acting;
  expect(room.store.instances.list()).toEqual([]);
  expect(room.store.runs.owned()).toMatchObject([{ runId, ownerBeat: 0 }]);
});
