// How long a queued run waits for its claim: by a worker of the same process, or by one of another process.
import { spawn } from 'node:child_process';
import { openControlRoom } from '#main/hosts/compose.ts';
import { keepHeapSteady } from '#main/hosts/steady-heap.ts';
import { startWorker } from '#main/runtime/worker.ts';
import type { EventDraft } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { median, report } from '../figures.ts';

const [folder = '', where = 'same', count = '40'] = process.argv.slice(2);
keepHeapSteady();
const room = await openControlRoom({ dataDir: folder, environment: process.env });
const plan = planOf({ steps: [shellStep('a', { do: { shell: 'true' }, verify: [{ shell: 'true' }] })] });
const waits: number[] = [];

function ended(runId: RunId): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const execution = room.store.runs.get(runId)?.execution;
      if (execution === 'finished') resolve();
      else setTimeout(look, 5);
    };
    look();
  });
}

if (where === 'same') {
  startWorker(room.services, { host: 'bench', pid: process.pid, kind: 'bench' });
} else {
  const worker = spawn(process.execPath, [new URL('./latency-worker.js', import.meta.url).pathname, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.on('exit', () => worker.kill('SIGKILL'));
  await new Promise((resolve) => worker.stdout.once('data', resolve));
}
for (let run = 0; run < Number(count); run += 1) {
  const queued = Date.now();
  const started = performance.now();
  const runId = queueRun(room, plan, { workdir: folder });
  const inProcess = performance.now() - started;
  await ended(runId);
  const claimed = room.store.runs
    .events(runId)
    .find((event) => event.type === 'run.claimed') as EventDraft<'run.claimed'>;
  // Claims of this process happen before queueRun returns; those of another carry a time of whole milliseconds.
  waits.push(where === 'same' ? Math.max(inProcess, claimed.at - queued) : claimed.at - queued);
}
report({ p50Ms: median(waits), maxMs: Math.max(...waits) });
process.exit(0);
