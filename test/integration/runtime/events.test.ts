import { expect, it } from 'vitest';
import { startWorker } from '#main/runtime/worker.ts';
import type { RunEvent } from '#shared/run/event.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

it('every event of a run is published once, in order, after it was committed', async () => {
  const room = await testRoom();
  const plan = planOf({
    steps: ['a', 'b'].map((id) =>
      shellStep(id, { do: { shell: `touch ${id}` }, verify: [{ shell: `test -e ${id}` }] }),
    ),
  });
  const runId = queueRun(room, plan, { workdir: tempFolder() });
  const seen: RunEvent[] = [];
  await new Promise<void>((resolve) => {
    const onEvents = (_: unknown, events: readonly RunEvent[]): void => {
      for (const event of events) expect(room.store.runs.events(runId, event.seq - 1)[0]).toEqual(event);
      seen.push(...events);
    };
    const worker = startWorker(
      { ...room.services, onEvents },
      { host: 'test', pid: process.pid, kind: 'test', onEnd: () => void worker.stop().then(resolve) },
    );
  });
  const [, claimed] = room.store.runs.events(runId);
  expect(claimed?.type).toBe('run.claimed');
  expect(seen).toEqual(room.store.runs.events(runId).slice(2));
});
