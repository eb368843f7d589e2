// A run of trivial shell steps, each with a shell check, through the whole product: claims, events, recordings, proofs.
import { openControlRoom } from '#main/hosts/compose.ts';
import { keepHeapSteady } from '#main/hosts/steady-heap.ts';
import { startWorker } from '#main/runtime/worker.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { report } from '../figures.ts';

const [folder = '', count = '100'] = process.argv.slice(2);
keepHeapSteady();
const room = await openControlRoom({ dataDir: folder, environment: process.env });
const plan = planOf({
  steps: Array.from({ length: Number(count) }, (_, step) =>
    shellStep(`s${step}`, {
      do: { shell: `echo step-${step} > out-${step}; echo done` },
      verify: [{ shell: `test -s out-${step}` }],
    }),
  ),
});
const runId = queueRun(room, plan, { workdir: folder });
await new Promise<void>((resolve) => {
  startWorker(room.services, { host: 'bench', pid: process.pid, kind: 'bench', onEnd: () => resolve() });
});
const run = room.store.runs.get(runId);
if (run?.verification !== 'passed' || run.strength !== 'proven')
  throw new Error(`the run did not pass: ${run?.reason}`);
report({
  msPerStep: ((run.finishedAt ?? 0) - (run.startedAt ?? 0)) / Number(count),
  events: room.store.runs.events(runId).length,
});
process.exit(0);
