import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { APP_FOLDER } from '../app/desktop-app.ts';
import { test } from '../app/fixtures.ts';
import { queueRun } from '../app/queue-run.ts';
import { electronOf } from './electron-of.ts';
import { clickNotice, clickTray, handed, observe } from './observe.ts';

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');

const ASKS = `
pulser: 1
name: asks
steps:
  - id: ask
    approve: { message: "May it go on?" }
    do: { shell: touch done }
    verify: [{ shell: test -f done }]
`;
const FAILS = `
pulser: 1
name: fails
steps:
  - id: fail
    do: { shell: "true" }
    verify: [{ name: it is there, shell: test -f never }]
`;

function answer(dataDir: string, label: string): void {
  execFileSync(process.execPath, [CLI, 'answer', label, '--approve', '--data-dir', dataDir], { stdio: 'pipe' });
}

const route = (page: Page): Promise<string> => page.evaluate(() => window.location.hash);

/** The window is behind others, or gone from the screen. */
async function lookAway(electron: ReturnType<typeof electronOf>): Promise<void> {
  // It comes up once its page has something to show, and would come up again.
  const isVisible = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await expect.poll(isVisible).toBe(true);
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
}

test('a question and a failure are told once each, and a click leads to the run', async ({ app, page, dataDir }) => {
  const electron = electronOf(app);
  await observe(electron);
  await lookAway(electron);
  queueRun(dataDir, ASKS, ['--lane', 'A']);
  await expect
    .poll(async () => (await handed(electron)).notices.map(({ title }) => title))
    .toEqual(['R-1 needs a decision']);
  queueRun(dataDir, FAILS, ['--lane', 'B']);
  await expect
    .poll(async () => (await handed(electron)).notices.map(({ title }) => title))
    .toEqual(['R-1 needs a decision', 'R-2 failed']);
  const { notices } = await handed(electron);
  expect(notices[0]?.body).toMatch(/^asks/);
  expect(notices[1]?.body).toMatch(/^fails: .*it is there/);
  await clickNotice(electron, 'R-1 needs a decision');
  await expect.poll(() => route(page)).toBe('#/runs/R-1');
  const isVisible = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  expect(await isVisible()).toBe(true);
  answer(dataDir, 'R-1');
  await expect.poll(async () => (await handed(electron)).badges.at(-1)).toBe(0);
  expect((await handed(electron)).notices).toHaveLength(2);
});

test('who looks at the window, or wants to hear of nothing, is told nothing', async ({ app, page, dataDir }) => {
  const electron = electronOf(app);
  await observe(electron);
  await electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    // A screen without a window manager gives no window the focus.
    if (window !== undefined) window.isFocused = () => true;
  });
  queueRun(dataDir, FAILS);
  await expect.poll(async () => (await handed(electron)).tips.at(-1)).toBe('Ops Control Room');
  await electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window !== undefined) window.isFocused = () => false;
  });
  await page.evaluate(() => {
    window.location.hash = '#/settings/notifications';
  });
  const failures = page.getByRole('switch', { name: 'Failures' });
  await failures.click();
  await expect(failures).not.toBeChecked();
  queueRun(dataDir, FAILS);
  queueRun(dataDir, ASKS);
  await expect
    .poll(async () => (await handed(electron)).notices.map(({ title }) => title))
    .toEqual(['R-3 needs a decision']);
});

test('the tray lists the runs under way, the badge counts those that wait, and both lead to them', async ({
  app,
  page,
  dataDir,
}) => {
  const electron = electronOf(app);
  await observe(electron);
  queueRun(dataDir, ASKS, ['--lane', 'A']);
  await expect.poll(async () => (await handed(electron)).badges.at(-1)).toBe(1);
  expect(await handed(electron)).toMatchObject({
    menu: ['R-1 asks: needs a decision', 'Show Ops Control Room', 'Quit'],
  });
  expect((await handed(electron)).tips.at(-1)).toBe('Ops Control Room: 1 active, 1 waiting for you');
  await lookAway(electron);
  await clickTray(electron, 'R-1');
  await expect.poll(() => route(page)).toBe('#/runs/R-1');
  answer(dataDir, 'R-1');
  await expect
    .poll(async () => (await handed(electron)).menu)
    .toEqual(['No run is under way', 'Show Ops Control Room', 'Quit']);
  expect((await handed(electron)).badges.at(-1)).toBe(0);
  const ended = once(electron.process(), 'exit');
  await clickTray(electron, 'Quit').catch(() => undefined);
  expect(await ended).toEqual([0, null]);
});

test('a window that is closed goes to the tray and comes back, or ends the app, as is set', async ({
  app,
  page,
  dataDir,
}) => {
  const electron = electronOf(app);
  await observe(electron);
  await page.evaluate(() => {
    window.location.hash = '#/settings/notifications';
  });
  const keep = page.getByRole('switch', { name: 'Keep running in the tray' });
  await keep.click();
  await expect(keep).toBeChecked();
  // The tray tells its menu when runs change; until then it is the one of its start.
  queueRun(dataDir, FAILS);
  await expect.poll(async () => (await handed(electron)).menu).toContain('Show Ops Control Room');
  const close = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const isVisible = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await close();
  expect(await isVisible()).toBe(false);
  await clickTray(electron, 'Show');
  expect(await isVisible()).toBe(true);
  await keep.click();
  await expect(keep).not.toBeChecked();
  const ended = once(electron.process(), 'exit');
  await close().catch(() => undefined);
  expect(await ended).toEqual([0, null]);
});
