import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from './fixtures.ts';
import { openRun, queueRun } from './queue-run.ts';

/** Prints until it is ended, or its data folder is gone. */
const slow = (dataDir: string, file = 'counted') => `
pulser: 1
name: count
title: Count for long
steps:
  - id: count
    title: Count
    do: { shell: "touch ${file}; while [ -d ${dataDir} ]; do i=$((i + 1)); echo counted $i; sleep 0.1; done" }
    verify: [{ name: it is counted, shell: test -f ${file} }]
`;

const TWO = `
pulser: 1
name: two
title: Two in a row
steps:
  - id: first
    title: Take a moment
    do: { shell: "sleep 3; touch first" }
    verify: [{ name: the first is done, shell: test -f first }]
  - id: second
    title: Go on
    needs: [first]
    do: { shell: "touch second" }
    verify: [{ name: the second is done, shell: test -f second }]
`;

const QUICK = `
pulser: 1
name: note
title: Write a note
steps:
  - id: write
    title: Write it
    do: { file: { write: "\${{ run.workspace }}/note.txt", content: Hello } }
    verify: [{ file: { path: "\${{ run.workspace }}/note.txt", contains: Hello } }]
`;

const FAIL = `
pulser: 1
name: broken
title: Break on purpose
onFailure: stop
steps:
  - id: break
    title: Break
    do: { shell: "echo no such relation; exit 3" }
    verify: [{ name: it is done, shell: test -f done }]
`;

const lane = (page: Page, letter: string) => page.getByRole('region', { name: `Lane ${letter}`, exact: true });
const card = (page: Page, letter: string) => lane(page, letter).getByRole('article');

/** Makes a session by the sidebar, as a person does. */
async function makeSession(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New session' }).click();
  await page.getByLabel('Name of the new session').fill(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}

/** The processes of this machine that count for a data folder. */
function counters(dataDir: string): readonly string[] {
  const found = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  return found.split('\n').filter((line) => line.includes(`while [ -d ${dataDir} ]`));
}

async function expectNoViolation(page: Page): Promise<void> {
  for (const theme of ['dark', 'light']) {
    await page.evaluate((name) => {
      document.documentElement.dataset['theme'] = name;
    }, theme);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  }
}

test('the first run begins with a template', async ({ page }) => {
  await expect(page.getByRole('heading', { name: 'Run your first plan' })).toBeVisible();
  await expectNoViolation(page);
  await page.keyboard.press('1');
  await expect(page.getByRole('dialog', { name: /^Run / })).toBeVisible();
  await expectNoViolation(page);
});

test('three plans run in three lanes at once; one is canceled and leaves no process', async ({ page, dataDir }) => {
  await makeSession(page, 'Release');
  for (const letter of ['A', 'B']) {
    queueRun(dataDir, slow(dataDir, `counted-${letter}`), ['--session', 'Release', '--lane', letter]);
  }
  queueRun(dataDir, FAIL, ['--session', 'Release', '--lane', 'C']);
  for (const letter of ['A', 'B']) {
    await expect(card(page, letter).getByText('Running')).toBeVisible();
    await expect(card(page, letter).getByRole('log')).toContainText(/counted \d+/);
  }
  await expect(lane(page, 'C').getByRole('list', { name: 'Finished in lane C' })).toContainText('exit 3');
  await expectNoViolation(page);

  await page.keyboard.press('b');
  await expect(card(page, 'B')).toBeFocused();
  await page.keyboard.press('Shift+X');
  const dialog = page.getByRole('dialog', { name: 'Cancel R-2?' });
  await dialog.getByLabel('Reason, kept in the record').fill('not today');
  await expectNoViolation(page);
  await dialog.getByRole('button', { name: 'Cancel run' }).click();
  await expect(lane(page, 'B').getByRole('list', { name: 'Finished in lane B' })).toContainText('not today');
  await expect(card(page, 'A').getByText('Running')).toBeVisible();
  expect(counters(dataDir)).toHaveLength(1);

  await page.keyboard.press('a');
  await page.keyboard.press('Shift+X');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel run' }).click();
  await expect(card(page, 'A')).toBeHidden();
  expect(counters(dataDir)).toHaveLength(0);
});

test('a plan is added to a lane by keys, and waits there for its turn', async ({ page, dataDir }) => {
  await makeSession(page, 'Release');
  queueRun(dataDir, slow(dataDir), ['--session', 'Release', '--lane', 'D']);
  await expect(card(page, 'D').getByText('Running')).toBeVisible();
  await page.keyboard.press('Shift+D');
  await page.getByLabel('Find a plan or a template').fill('release notes');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /^Run Write the release notes/ });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  const queue = lane(page, 'D').getByRole('list', { name: 'Queue of lane D' });
  await expect(queue).toContainText('Write the release notes');

  // Two more, put in order and into another lane by keys.
  queueRun(dataDir, QUICK, ['--session', 'Release', '--lane', 'D']);
  await expect(queue.getByRole('link')).toHaveCount(2);
  await queue.getByRole('link', { name: /Write a note/ }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(queue.getByRole('link').first()).toHaveAccessibleName(/Write a note/);
  await expect(queue.getByRole('link', { name: /Write a note/ })).toBeFocused();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(lane(page, 'C').getByRole('list', { name: 'Finished in lane C' })).toContainText('Write a note');
});

test('a lane that is held starts nothing until it is released', async ({ page, dataDir }) => {
  await makeSession(page, 'Release');
  await lane(page, 'B').getByRole('button', { name: 'Lane B menu' }).click();
  await page.getByRole('menuitemcheckbox', { name: /^Hold/ }).click();
  await expect(lane(page, 'B')).toContainText('Lane B is held');
  queueRun(dataDir, QUICK, ['--session', 'Release', '--lane', 'B']);
  await expect(lane(page, 'B').getByRole('list', { name: 'Queue of lane B' })).toContainText('Write a note');
  await lane(page, 'B').getByRole('button', { name: 'Lane B menu' }).click();
  await page.getByRole('menuitemcheckbox', { name: /^Hold/ }).click();
  await expect(lane(page, 'B').getByRole('list', { name: 'Finished in lane B' })).toContainText('Write a note');
});

test('a run is paused after the step under way, and goes on when it is resumed', async ({ page, dataDir }) => {
  await makeSession(page, 'Release');
  queueRun(dataDir, TWO, ['--session', 'Release', '--lane', 'A']);
  await expect(card(page, 'A').getByText('Running')).toBeVisible();
  await page.keyboard.press('a');
  await page.keyboard.press('Space');
  await expect(card(page, 'A').getByText('Pausing')).toBeVisible();
  await expect(card(page, 'A').getByText('Paused', { exact: true })).toBeVisible();
  await card(page, 'A').getByRole('button', { name: 'Resume' }).click();
  await expect(lane(page, 'A').getByRole('list', { name: 'Finished in lane A' })).toContainText('Two in a row');
});

test('an archived session is out of the way, and its runs and logs can still be read', async ({ page, dataDir }) => {
  await makeSession(page, 'Old work');
  queueRun(dataDir, FAIL, ['--session', 'Old work', '--lane', 'A']);
  await expect(lane(page, 'A').getByRole('list', { name: 'Finished in lane A' })).toContainText('exit 3');
  await page.getByRole('button', { name: 'Session menu' }).click();
  await page.getByRole('menuitem', { name: 'Archive session' }).click();
  await expect(page.getByText(/^archived /)).toBeVisible();
  await lane(page, 'A')
    .getByRole('link', { name: /Break on purpose/ })
    .click();
  await expect(page.getByRole('tree', { name: 'Steps and checks' })).toBeVisible();
  await expect(page.getByText('no such relation').first()).toBeAttached();
  expect(readdirSync(join(dataDir, 'logs'))).toHaveLength(1);
});

test('a run that was cut off is in doubt, and its checks decide', async ({ startApp, dataDir }) => {
  const first = await startApp();
  queueRun(dataDir, slow(dataDir), ['--lane', 'A']);
  await first.page.getByRole('link', { name: /default/ }).click();
  await expect(card(first.page, 'A').getByRole('log')).toContainText(/counted \d+/);
  await first.kill();

  const second = await startApp();
  await openRun(second.page, 'R-1');
  await expect(second.page.getByText('Verified', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await expect(second.page.getByText(/taken over|in doubt/i).first()).toBeVisible();
  expect(counters(dataDir)).toHaveLength(0);
});
