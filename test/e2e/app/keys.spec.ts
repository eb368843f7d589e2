import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { card, finished, lane, makeSession } from './board-parts.ts';
import { APP_FOLDER } from './desktop-app.ts';
import { test } from './fixtures.ts';
import { chooses, command, leave, notPressed, ready } from './pressed-commands.ts';
import { openRun, queueRun } from './queue-run.ts';
import { ASKS, BROKEN, COUNTS, FILES, FORM } from './sample-plans.ts';

const NOTES = readFileSync(join(APP_FOLDER, 'resources', 'samples', 'release-notes.yaml'), 'utf8');

test.use({ actionTimeout: 20_000 });
test.describe.configure({ timeout: 150_000 });

const dialog = (page: Page) => page.getByRole('dialog');
const title = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 });

test('from everywhere, and before the first run', async ({ page }) => {
  await expect(page.getByRole('button', { name: /^Run Back up a database/ })).toBeEnabled();
  await command(page, 'app.command-bar');
  await expect(page.getByRole('combobox', { name: 'Plan, run or action' })).toBeFocused();
  await leave(page);
  await command(page, 'app.keys');
  await expect(page.getByRole('dialog', { name: 'All keys' })).toBeVisible();
  await leave(page);
  await chooses(page, 'app.verify-bundle');
  for (const [id, name] of [
    ['app.plans', 'Plans'],
    ['app.history', 'History'],
    ['app.artifacts', 'Artifacts'],
    ['app.settings', 'Settings'],
    ['app.approvals', 'Approvals'],
    ['app.runboard', 'First session'],
  ] as const) {
    await command(page, id);
    await expect(title(page, name)).toBeVisible();
  }
  await chooses(page, 'first.file');
  await command(page, 'first.write');
  await expect(page.getByRole('dialog', { name: 'New plan' })).toBeVisible();
  await leave(page);
  await command(page, 'app.runboard');
  await expect(page.getByRole('button', { name: /^Run Back up a database/ })).toBeEnabled();
  await command(page, 'first.template');
  await expect(page.getByRole('dialog', { name: /^Run Back up/ })).toBeVisible();
  await command(page, 'start.dry-run');
  await expect(page.getByRole('list', { name: 'Result of the dry run' })).toBeVisible();
  await command(page, 'start.run');
  await expect(page.getByText('R-1 is queued', { exact: true })).toBeVisible();
});

test('on the board', async ({ page, dataDir }) => {
  await makeSession(page, 'Shift');
  await command(page, 'sessions.filter');
  await expect(page.getByRole('textbox', { name: 'Filter sessions' })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.getByRole('main').focus();
  await command(page, 'sessions.new');
  await expect(page.getByLabel('Name of the new session')).toBeFocused();
  await page.keyboard.press('Escape');
  // In a narrow window the sessions have to be opened first.
  await page.setViewportSize({ width: 1024, height: 640 });
  await page.getByRole('main').focus();
  await command(page, 'sessions.new');
  await expect(page.getByRole('dialog').getByLabel('Name of the new session')).toBeFocused();
  await page.keyboard.press('Escape');
  await leave(page);
  await command(page, 'sessions.filter');
  await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Filter sessions' })).toBeFocused();
  await leave(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  const focused = (letter: string) =>
    expect(
      lane(page, letter)
        .locator(':focus')
        .or(lane(page, letter).and(page.locator(':focus'))),
    ).toHaveCount(1);
  for (const letter of ['a', 'b', 'c', 'd']) {
    await command(page, `board.lane-${letter}`);
    await focused(letter.toUpperCase());
    await command(page, `board.add-${letter}`);
    await expect(page.getByRole('dialog', { name: `Run a plan in lane ${letter.toUpperCase()}` })).toBeVisible();
    await leave(page);
  }
  const options = ['--session', 'Shift', '--lane', 'A'];
  queueRun(dataDir, COUNTS(dataDir), options);
  await expect(card(page, 'A')).toContainText('Running');
  for (let times = 0; times < 2; times += 1) queueRun(dataDir, NOTES, options);
  const queue = (letter: string) => page.getByRole('list', { name: `Queue of lane ${letter}` }).getByRole('link');
  await expect(queue('A')).toHaveCount(2);
  await command(page, 'board.lane-a');
  await command(page, 'run.pause');
  await expect(card(page, 'A').getByRole('button', { name: 'Resume' })).toBeVisible();
  await command(page, 'run.pause');
  await expect(card(page, 'A').getByRole('button', { name: 'Pause' })).toBeVisible();
  await command(page, 'board.next');
  await command(page, 'board.next', 1);
  await expect(queue('A').nth(1)).toBeFocused();
  const second = await queue('A').nth(1).getAttribute('data-run');
  const placeOf = (letter: string) =>
    lane(page, letter)
      .locator('[data-run]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-run')));
  await command(page, 'queue.up');
  await expect.poll(async () => (await placeOf('A'))[1]).toBe(second);
  await command(page, 'queue.down');
  await expect.poll(async () => (await placeOf('A'))[2]).toBe(second);
  await command(page, 'board.previous');
  await command(page, 'board.previous', 1);
  await expect(card(page, 'A').and(page.locator(':focus'))).toHaveCount(1);
  await command(page, 'run.cancel');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel run' })).toBeVisible();
  await leave(page);
  await command(page, 'board.right');
  await focused('B');
  await command(page, 'board.left');
  await focused('A');
  await command(page, 'board.next');
  const moved = (await placeOf('A'))[1];
  await page.keyboard.press('Alt+ArrowRight');
  await command(page, 'board.lane-a');
  await expect.poll(async () => placeOf('B')).toContain(moved);
  await command(page, 'board.open');
  await expect(title(page, /^R-\d$/)).toBeVisible();
});

test('on a run', async ({ page, dataDir }) => {
  queueRun(dataDir, FILES);
  queueRun(dataDir, ASKS);
  await openRun(page, 'R-1');
  await expect(page.getByText('Verified', { exact: true }).first()).toBeVisible();
  await openRun(page, 'R-2');
  const tree = page.getByRole('tree', { name: 'Steps and checks' });
  const selected = tree.getByRole('treeitem', { selected: true });
  await expect(page.getByRole('heading', { name: /^Step 2 needs your approval/ })).toBeVisible();
  await page.getByRole('main').focus();
  await command(page, 'run.previous-step');
  await expect(selected).toContainText('Read grants');
  await command(page, 'run.next-step');
  await expect(selected).toContainText('Drop role');
  await command(page, 'run.previous-step');
  await command(page, 'run.open-log');
  await expect(page.getByLabel('Lines in view of grants')).toContainText('31 of 31 grants copied');
  await page.getByRole('tab', { name: /^Events/ }).click();
  await command(page, 'run.proof');
  await expect(page.getByRole('tab', { name: 'Proof' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('main').focus();
  await command(page, 'question.reject');
  await expect(page.getByText(/^Rolled back, step 2 of 2$/)).toBeVisible();

  await openRun(page, 'R-1');
  await expect(title(page, 'R-1')).toBeVisible();
  await page.getByRole('main').focus();
  await command(page, 'run.export');
  const bundle = page.getByRole('dialog', { name: 'Export proof bundle' });
  await expect(bundle).toBeVisible();
  await leave(page);
  await command(page, 'run.retry');
  await expect(page.getByLabel('From step')).toBeVisible();
  await leave(page);
  await command(page, 'log.wrap');
  await expect(page.getByRole('button', { name: 'Wrap lines' })).toHaveAttribute('aria-pressed', 'false');
  await command(page, 'log.times');
  await expect(page.getByRole('button', { name: 'Show times' })).toHaveAttribute('aria-pressed', 'false');
  await command(page, 'run.replay');
  await expect(page.getByRole('slider', { name: 'Position' })).toBeVisible();
  await command(page, 'run.replay');
  await expect(page.getByRole('slider', { name: 'Position' })).toBeHidden();
  await page.setViewportSize({ width: 1024, height: 640 });
  await page.getByRole('main').focus();
  await command(page, 'run.inspector');
  await expect(page.getByRole('dialog', { name: 'Inspector' })).toBeVisible();
  await command(page, 'run.inspector');
  await expect(dialog(page)).toHaveCount(0);
  await command(page, 'run.back');
  await expect(lane(page, 'A')).toBeVisible();
});

test('in a live log', async ({ page, dataDir }) => {
  queueRun(dataDir, COUNTS(dataDir));
  await openRun(page, 'R-1');
  const status = page.getByRole('toolbar', { name: 'Log' }).getByRole('status');
  await expect(page.getByLabel('Lines in view of roll-out')).toContainText('counted 3');
  await page.getByRole('main').focus();
  await command(page, 'log.follow');
  await expect(page.getByRole('button', { name: /^(Follow|\d+ new lines)/ })).toHaveAttribute('aria-pressed', 'false');
  await command(page, 'log.search');
  await page.keyboard.type('replicas');
  await expect(status).toHaveText(/^\d+ of \d+$/);
  const counts = async () => (await status.textContent())?.split(' of ').map(Number) ?? [];
  // What is printed after the search began is found as well.
  const [, before = 0] = await counts();
  await expect.poll(async () => (await counts())[1]).toBeGreaterThan(before + 5);
  await page.getByRole('main').focus();
  const [at = 0] = await counts();
  await command(page, 'log.next');
  await expect.poll(async () => (await counts())[0]).toBe(at + 1);
  await command(page, 'log.previous');
  await expect.poll(async () => (await counts())[0]).toBe(at);
});

test('among approvals', async ({ page, dataDir }) => {
  queueRun(dataDir, ASKS, ['--lane', 'A']);
  queueRun(dataDir, FORM, ['--lane', 'B']);
  await ready(page);
  await command(page, 'app.approvals');
  const rows = page.getByRole('list', { name: 'Waiting for you' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  const current = page.locator('[aria-current="true"]');
  await command(page, 'approvals.next');
  const second = await current.textContent();
  await command(page, 'approvals.previous', 1);
  await expect(current).not.toHaveText(second ?? '');
  await command(page, 'approvals.next', 1);
  await expect(current).toHaveText(second ?? '');
  await command(page, 'approvals.previous');
  if (!(await current.textContent())?.includes('Drop role')) await command(page, 'approvals.next');
  await page.getByLabel('Type drop-role to approve').fill('drop-role');
  await command(page, 'question.approve');
  await expect(rows).toHaveCount(1);
  // The one that was answered stays on screen until the person turns to the next.
  await page.getByRole('main').focus();
  await command(page, 'approvals.next', 1);
  await expect(current).toHaveCount(1);
  await page.getByRole('main').focus();
  await command(page, 'approvals.open');
  await expect(page.getByText(/^Awaiting values, step 1 of 1$/)).toBeVisible();
});

test('among plans, and in one', async ({ page }) => {
  await ready(page);
  await command(page, 'app.plans');
  await title(page, 'Plans').waitFor();
  await chooses(page, 'plans.import');
  await page.getByRole('main').focus();
  await command(page, 'plans.new');
  await dialog(page).getByRole('textbox', { name: 'Title' }).fill('My own plan');
  await page.keyboard.press('Enter');
  const editor = page.getByRole('textbox', { name: /^Plan as YAML/ });
  await expect(editor).toContainText('name: my-own-plan');
  const problems = page.getByRole('region', { name: 'Problems' }).getByRole('status');
  await expect(problems).toHaveText('none');
  await command(page, 'plan.publish');
  await expect(page.getByText('v1', { exact: true })).toBeVisible();

  await editor.press('Control+Home');
  await page.keyboard.type('titel:   Twice\n');
  await expect(problems).toContainText(/\d error/);
  await command(page, 'plan.save');
  await expect(page.getByText(/^saved \d\d:/)).toBeVisible();
  await editor.press('Control+Home');
  await command(page, 'plan.problem.next');
  await expect(page.getByText('Line 1, column 1', { exact: true })).toBeVisible();
  await editor.press('Control+End');
  await command(page, 'plan.problem.previous');
  await expect(page.getByText(/^Line 1, column/)).toBeVisible();
  await command(page, 'plan.format');
  await expect(editor).toContainText('titel: Twice');
  await command(page, 'plan.discard');
  await dialog(page).getByRole('button', { name: 'Discard draft' }).press('Enter');
  await expect(editor).not.toContainText('titel');
  await expect(problems).toHaveText('none');
  await editor.press('Control+End');
  await page.keyboard.type('    titel: Wrong\n');
  await expect(problems).toContainText(/\d error/);
  await command(page, 'plan.problem.next');
  await command(page, 'plan.fix');
  await expect(editor).not.toContainText('titel');

  await command(page, 'plan.discard');
  await dialog(page).getByRole('button', { name: 'Discard draft' }).press('Enter');
  await expect(problems).toHaveText('none');
  await editor.press('Control+Home');
  await command(page, 'plan.step.show');
  await expect(page.getByRole('button', { name: /^Step 1 / })).toBeFocused();
  const zoom = page.getByRole('button', { name: /^\d+%$/ });
  await command(page, 'plan.graph.in');
  await expect(zoom).toBeVisible();
  const near = await zoom.textContent();
  await command(page, 'plan.graph.out');
  await expect(zoom).not.toHaveText(near ?? '');
  await command(page, 'plan.graph.fit');
  await command(page, 'plan.step.show');
  await expect(editor).toBeFocused();
  await command(page, 'plan.dry-run');
  await expect(page.getByRole('list', { name: 'Result of the dry run' })).toBeVisible();
  await command(page, 'plan.run');
  await expect(page.getByRole('dialog', { name: 'Run My own plan' })).toBeVisible();
  await leave(page);

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Plans', exact: true }).click();
  await page.getByRole('row', { name: /my-own-plan/ }).waitFor();
  await command(page, 'plans.filter');
  await expect(page.getByRole('textbox', { name: /^Filter/ })).toBeFocused();
  await page.getByRole('grid', { name: 'Plans' }).focus();
  await command(page, 'plans.run');
  await expect(page.getByRole('dialog', { name: 'Run My own plan' })).toBeVisible();
  await leave(page);
  await command(page, 'plans.archive');
  await expect(page.getByRole('row', { name: /my-own-plan/ })).toHaveCount(0);
});

test('in the history, among artifacts and settings', async ({ startApp, dataDir }) => {
  const app = await startApp({ environment: { HOME: dataDir, XDG_DOCUMENTS_DIR: dataDir } });
  const { page } = app;
  queueRun(dataDir, FILES, ['--session', 'Files', '--lane', 'A']);
  queueRun(dataDir, BROKEN, ['--session', 'Files', '--lane', 'A']);
  await page.getByRole('link', { name: /Files/ }).click();
  await expect(finished(page, 'A').getByRole('listitem')).toHaveCount(2, { timeout: 30_000 });
  await command(page, 'app.history');
  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(grid.getByText('R-1', { exact: true })).toBeVisible();
  await command(page, 'history.search');
  await expect(page.getByRole('textbox', { name: 'Search runs' })).toBeFocused();
  await grid.focus();
  await command(page, 'history.filters');
  await expect(page.getByRole('dialog', { name: 'Status filter' })).toBeVisible();
  await leave(page);
  await page.getByRole('main').focus();
  const active = async () => page.locator(`[id="${await grid.getAttribute('aria-activedescendant')}"]`).textContent();
  await command(page, 'history.next');
  await expect.poll(active).toContain('R-1');
  await command(page, 'history.previous', 1);
  await expect.poll(active).toContain('R-2');
  await command(page, 'history.next', 1);
  await command(page, 'history.previous');
  await command(page, 'history.export');
  await expect(page.getByRole('dialog', { name: 'Export proof bundle' })).toBeVisible();
  await command(page, 'export.write');
  await expect(dialog(page).getByText(/: \d+ files,/)).toBeVisible({ timeout: 30_000 });
  await leave(page);
  await command(page, 'history.replay');
  await expect(page.getByRole('slider', { name: 'Position' })).toBeVisible();
  await command(page, 'app.history');
  await grid.focus();
  await command(page, 'history.open');
  await expect(title(page, 'R-2')).toBeVisible();
  await command(page, 'app.history');
  await grid.focus();
  await command(page, 'history.compare');
  await expect(page.getByText(/^No run of Migrate the orders before R-2/)).toBeVisible();

  await page.evaluate(() => {
    window.location.hash = '#/compare/R-1/R-2';
  });
  await page.getByRole('region', { name: 'Left: R-1' }).waitFor();
  await command(page, 'compare.swap');
  await expect(page.getByRole('region', { name: 'Left: R-2' })).toBeVisible();
  await command(page, 'compare.only');
  await expect(page.getByRole('radio', { name: 'Everything' })).toHaveAttribute('aria-checked', 'true');
  await command(page, 'compare.back');
  await expect(title(page, 'History')).toBeVisible();

  await command(page, 'app.artifacts');
  const shown = page.getByRole('region', { name: 'Viewer' });
  await expect(shown).toContainText('report.txt');
  for (const [id, name] of [
    ['artifacts.next', 'usage.json'],
    ['artifacts.previous', 'report.txt'],
    ['artifacts.next-in-run', 'usage.json'],
    ['artifacts.previous-in-run', 'report.txt'],
  ] as const) {
    await command(page, id);
    await expect(shown).toContainText(name);
  }
  await command(page, 'artifacts.open');
  await expect(shown.locator(':focus')).toHaveCount(1);
  await command(page, 'artifacts.search');
  await expect(page.getByRole('textbox', { name: /^Search artifacts/ })).toBeFocused();
  await page.setViewportSize({ width: 1024, height: 640 });
  await page.getByRole('main').focus();
  await command(page, 'artifacts.details');
  await expect(page.getByRole('dialog', { name: 'Details' })).toBeVisible();
  await command(page, 'artifacts.copy');
  await expect(dialog(page).getByRole('button', { name: /^Copied/ })).toBeVisible();
  await command(page, 'artifacts.export');
  await expect(page.getByRole('dialog', { name: 'Export proof bundle' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Export proof bundle' })).toHaveCount(0);
  if (app.host === 'browser') {
    const saved = page.waitForEvent('download');
    await command(page, 'artifacts.save');
    expect((await saved).suggestedFilename()).toBe('report.txt');
  }
  await command(page, 'app.settings');
  await page.evaluate(() => {
    window.location.hash = '#/settings/keys';
  });
  await title(page, 'Settings').waitFor();
  await page.getByRole('main').focus();
  await command(page, 'settings.filter');
  await expect(page.getByRole('textbox', { name: 'Filter commands' })).toBeFocused();
});

test('nothing of the key map is left', ({ host }) => {
  // Servers have a spec of their own; saving a file opens a window of the system on the desktop.
  expect(notPressed(['tools.', 'app.tools', 'queue.', ...(host === 'desktop' ? ['artifacts.save'] : [])])).toEqual([]);
});
