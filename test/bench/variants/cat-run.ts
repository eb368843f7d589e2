// `cat` of a file through a shell step: masked for three secrets, recorded with its timing, digested.
import { join } from 'node:path';
import { openControlRoom } from '#main/hosts/compose.ts';
import { keepHeapSteady } from '#main/hosts/steady-heap.ts';
import { startWorker } from '#main/runtime/worker.ts';
import type { EventDraft } from '#shared/run/event.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { report } from '../figures.ts';
import { writeLines } from '../write-lines.ts';

const [folder = '', megabytes = '200'] = process.argv.slice(2);
const file = join(folder, 'lines.txt');
const bytes = writeLines(file, Number(megabytes));
const secrets = {
  FIRST: 'correct-horse-battery-staple',
  SECOND: 'postgres://admin:Tr0ub4dor@db/main',
  THIRD: 'ghs_0123456789abcdefABCDEF',
};
keepHeapSteady();
const room = await openControlRoom({ dataDir: join(folder, 'data'), environment: { ...process.env, ...secrets } });
const plan = planOf({
  secrets: Object.keys(secrets),
  steps: [shellStep('cat', { do: { shell: 'cat lines.txt' }, verify: [{ exit: 0 }] })],
});
const runId = queueRun(room, plan, { workdir: folder });
await new Promise<void>((resolve) => {
  startWorker(room.services, { host: 'bench', pid: process.pid, kind: 'bench', onEnd: () => resolve() });
});
const act = room.store.runs.events(runId).find((event) => event.type === 'act.finished') as EventDraft<'act.finished'>;
if (!act.data.ok || (act.data.log?.bytes ?? 0) < bytes) throw new Error('the output is not whole');
report({ mbPerSecond: bytes / 1e6 / (act.data.durationMs / 1000), seenMb: (act.data.log?.bytes ?? 0) / 1e6 });
process.exit(0);
