import { expect, it, onTestFinished } from 'vitest';
import type { ControlRoom } from '#main/hosts/compose.ts';
import type { Clock } from '#main/kernel/clock.ts';
import type { Logger } from '#main/kernel/logger.ts';
import { startWorker } from '#main/runtime/worker.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { RunId } from '#shared/run/ids.ts';
import { planOf } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { execute, testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const APPROVAL = planOf({
  steps: [
    {
      id: 'a',
      do: { shell: 'true' },
      approve: { reason: 'optional', expires: '1s' },
      verify: [{ exit: 0 }],
    },
  ],
});
const HOUR = 3_600_000;

async function parked(room: ControlRoom): Promise<RunId> {
  const runId = queueRun(room, APPROVAL, { workdir: tempFolder() });
  expect(await execute(room, runId)).toMatchObject({ execution: 'waiting' });
  return runId;
}

it('a run that cannot be read keeps neither the questions of others from expiring nor runs from being taken', async () => {
  const room = await testRoom();
  const { services, store } = room;
  const good = await parked(room);
  const damaged = await parked(room);
  // The list has the newest first: the damaged one is met before the good one.
  expect(store.runs.list({ status: ['waiting'] })[0]?.runId).toBe(damaged);
  const errors: string[] = [];
  const logger: Logger = { ...services.logger, error: (message) => errors.push(message) };
  const events: typeof store.runs.events = (runId, after) => {
    if (runId === damaged) throw new AppError('store.chain-broken', 'event 2 was changed');
    return store.runs.events(runId, after);
  };
  const broken = { ...services.store, runs: { ...services.store.runs, events } };
  const clock: Clock = {
    now: () => services.clock.now() + HOUR,
    monotonic: () => services.clock.monotonic(),
    schedule: (ms, callback, options) => services.clock.schedule(ms, callback, options),
  };
  let beats = 0;
  const later = new Promise<void>((resolve) => {
    const look = (): void => {
      beats += 1;
      const isSettled = store.runs.get(good)?.execution === 'finished';
      if (isSettled && beats > 5) resolve();
    };
    const counted = {
      ...broken,
      instances: {
        ...broken.instances,
        beat: (...beat: Parameters<typeof store.instances.beat>) => {
          look();
          store.instances.beat(...beat);
        },
      },
    };
    const worker = startWorker(
      { ...services, store: counted, clock, logger },
      { host: 'test', pid: process.pid, kind: 'worker', timing: { beatMs: 20, leaseMs: 10_000, staleLooks: 3 } },
    );
    onTestFinished(() => worker.stop());
  });
  await later;
  expect(store.runs.steps(good)).toMatchObject([{ verdict: 'expired' }]);
  expect(errors.filter((message) => message.includes(damaged))).toHaveLength(1);
});

it('a store that is busy while a worker stops does no harm', async () => {
  const room = await testRoom();
  const { services, store } = room;
  const runId = queueRun(room, planOf({ steps: [{ id: 'a', do: { shell: 'sleep 100' }, verify: [{ exit: 0 }] }] }), {
    workdir: tempFolder(),
  });
  let isStopping = false;
  let told = (): void => {};
  const refused = new Promise<void>((resolve) => {
    told = resolve;
  });
  const beat: typeof store.instances.beat = (...request) => {
    if (!isStopping) return store.instances.beat(...request);
    told();
    throw new AppError('store.busy', 'the database is busy');
  };
  const stopped = new Promise<void>((resolve) => {
    const worker = startWorker(
      {
        ...services,
        store: { ...services.store, instances: { ...services.store.instances, beat } },
        // The act is over only after a heartbeat that failed.
        tool: (kind) => ({
          ...services.tool(kind),
          async run(call, context) {
            const outcome = await services.tool(kind).run(call, context);
            await refused;
            return outcome;
          },
        }),
        onEvents: (_run, events) => {
          if (!events.some(({ type }) => type === 'act.started')) return;
          isStopping = true;
          void worker.stop().then(resolve);
        },
      },
      { host: 'test', pid: process.pid, kind: 'worker', timing: { beatMs: 5, leaseMs: 10_000, staleLooks: 3 } },
    );
  });
  await stopped;
  expect(store.runs.get(runId)).toMatchObject({ execution: 'queued', owner: null });
});
