// An hour's worth of runs, one after another: what the process that executes them and the page that shows them hold at the end,
// after their garbage was collected, and what they held before.
import { readFileSync } from 'node:fs';
import type { CDPSession } from '@playwright/test';
import { openControlRoom } from '#main/hosts/compose.ts';
import { startBrowserView } from '#test/e2e/app/browser-view.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { report } from '../figures.ts';

const [folder = '', count = '240'] = process.argv.slice(2);
/** One run every fifteen seconds, of four steps that print. */
const RUNS = Number(count);

const app = await startBrowserView(folder, {});
const { page } = app;
await page.getByRole('heading', { name: 'Run your first plan' }).waitFor();
const room = await openControlRoom({ dataDir: folder, environment: process.env });
const plan = planOf({
  steps: Array.from({ length: 4 }, (_, step) =>
    shellStep(`s${step}`, { do: { shell: 'seq 1 200' }, verify: [{ exit: 0 }], always: true }),
  ),
});
const devtools = await page.context().newCDPSession(page);

async function runMany(runs: number): Promise<void> {
  let last = '';
  for (let run = 0; run < runs; run += 1) last = queueRun(room, plan, { workdir: folder });
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const open = room.store.runs.list({ status: ['queued', 'claimed', 'running'], limit: 1 });
      if (open.length === 0) resolve();
      else setTimeout(look, 50);
    };
    look();
  });
  if (room.store.runs.find(last)?.verification !== 'passed') throw new Error('the runs did not pass');
}

// What is made once is not what grows.
await runMany(12);
await page.getByRole('link', { name: /default/ }).click();
await page.getByRole('region', { name: 'Lane A', exact: true }).getByText('4/4').first().waitFor();
const [pageBefore, processBefore] = [await pageMb(devtools), residentMb(app.pid)];
await runMany(RUNS);
const [pageAfter, processAfter] = [await pageMb(devtools), residentMb(app.pid)];
const events = room.store.runs.ledger().events;
await room.close();
await app.kill();
report({
  processGrowthMb: processAfter - processBefore,
  processMb: processAfter,
  pageGrowthMb: pageAfter - pageBefore,
  pageMb: pageAfter,
  events,
});

async function pageMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

function residentMb(pid: number): number {
  const [, kilobytes = ''] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1000;
}
