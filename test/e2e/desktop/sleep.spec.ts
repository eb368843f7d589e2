import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { systemClock } from '#main/kernel/clock.ts';
import { openStore } from '#main/store/open-store.ts';
import type { EventDraft } from '#shared/run/event.ts';
import { APP_FOLDER } from '../app/desktop-app.ts';
import { test } from '../app/fixtures.ts';
import { electronOf } from './electron-of.ts';

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');
const LEASE_MS = 1_000;
/** Beats, lease, and looks at a silent owner, so that a test need not wait for minutes. */
const TIMING = { OPSROOM_TEST: '1', OPSROOM_TEST_TIMING: `100,${LEASE_MS},3` };
/** How long the machine is said to sleep again and again. */
const SLEEPY_MS = 4 * LEASE_MS;

const long = (dataDir: string): string => `
pulser: 1
name: long
steps:
  - id: wait
    do: { shell: "until test -f go || ! test -d ${dataDir}; do sleep 0.1; done" }
    verify: [{ file: { path: go } }]
`;

/** The claims of the one run. */
function claims(dataDir: string): readonly EventDraft<'run.claimed'>[] {
  if (!existsSync(join(dataDir, 'opsroom.db'))) return [];
  const store = openStore({ dataDir, clock: systemClock, mode: 'read-only' });
  try {
    const run = store.runs.find('R-1');
    const events: readonly EventDraft[] = run === undefined ? [] : store.runs.events(run.runId);
    return events.filter((event): event is EventDraft<'run.claimed'> => event.type === 'run.claimed');
  } finally {
    store.close();
  }
}

let owner: ChildProcess | undefined;
test.afterEach(() => owner?.kill('SIGKILL'));

test('after a sleep every owner gets the time to beat again before its run is taken over', async ({
  startApp,
  dataDir,
}) => {
  const file = join(dataDir, 'long.yaml');
  writeFileSync(file, long(dataDir));
  // A process of its own executes the run, and is silent from some time on, as all are while a machine sleeps.
  owner = spawn(process.execPath, [CLI, 'run', file, '--data-dir', dataDir], {
    cwd: dataDir,
    env: { ...process.env, ...TIMING },
    stdio: 'ignore',
  });
  await expect.poll(() => claims(dataDir).length).toBe(1);
  const electron = electronOf(await startApp({ environment: TIMING }));
  await electron.evaluate(({ powerMonitor }, every) => {
    const sleeps = { last: 0, timer: setInterval(() => undefined, 60_000) };
    clearInterval(sleeps.timer);
    sleeps.timer = setInterval(() => {
      powerMonitor.emit('suspend');
      powerMonitor.emit('resume');
      sleeps.last = Date.now();
    }, every);
    Object.assign(globalThis, { sleeps });
  }, LEASE_MS / 5);
  const ended = once(owner, 'exit');
  owner.kill('SIGKILL');
  await ended;
  const silent = Date.now();
  await expect.poll(() => Date.now() - silent).toBeGreaterThan(SLEEPY_MS);
  const last = await electron.evaluate(() => {
    const { sleeps } = globalThis as unknown as { sleeps: { last: number; timer: ReturnType<typeof setInterval> } };
    clearInterval(sleeps.timer);
    return sleeps.last;
  });
  await expect.poll(() => claims(dataDir).length, { timeout: 30_000 }).toBe(2);
  const [, taken] = claims(dataDir);
  expect(taken?.data.takeover).toBe(true);
  expect(taken?.at).toBeGreaterThanOrEqual(last + LEASE_MS);
  writeFileSync(join(dataDir, 'go'), '');
});
