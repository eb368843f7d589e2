import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { APP_FOLDER } from './desktop-app.ts';
import { test } from './fixtures.ts';

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');

/** Writes a word where a check finds it; the version says how it is written. */
const note = (version: string, redirect: string): string => `pulser: 1
name: note
title: Write a note
version: ${version}
inputs:
  word: { type: string }
steps:
  - id: write
    title: Write it
    do:
      shell: echo hay and nee''dle; echo "$WORD" ${redirect} note.txt
      env: { WORD: "\${{ inputs.word }}" }
      cwd: "\${{ run.workspace }}"
    verify: [{ name: the word stands there, file: { path: "\${{ run.workspace }}/note.txt", contains: "\${{ inputs.word }}" } }]
    undo: { file: { delete: "\${{ run.workspace }}/note.txt" } }
`;

const BROKEN = `pulser: 1
name: broken
title: Break on purpose
onFailure: stop
steps:
  - id: break
    title: Break
    do: { shell: "echo no such relation; exit 3" }
    verify: [{ name: it is done, shell: test -f done }]
`;

/** Four runs: two of a note that differ in input, plan and what was read, and two that failed. */
function makeRuns(dataDir: string): void {
  const run = (name: string, plan: string, ...options: readonly string[]): void => {
    const file = join(dataDir, `${name}.yaml`);
    writeFileSync(file, plan);
    try {
      execFileSync(process.execPath, [CLI, 'run', file, '--data-dir', dataDir, ...options], {
        cwd: dataDir,
        stdio: 'pipe',
      });
    } catch (thrown) {
      // The run that fails says so by its exit code.
      if (name !== 'broken') throw thrown;
    }
  };
  run('first', note('1.0.0', '>'), '--input', 'word=alpha', '--session', 'Notes');
  run('second', note('1.1.0', '>>'), '--input', 'word=beta', '--session', 'Notes');
  run('broken', BROKEN, '--session', 'Trouble');
  run('broken', BROKEN, '--session', 'Trouble');
}

const grid = (page: Page) => page.getByRole('grid', { name: 'Runs' });
const row = (page: Page, label: string) => grid(page).getByRole('row', { name: new RegExp(`${label}\\b`) });
const found = (page: Page) => page.getByRole('main').getByRole('status');

async function openHistory(page: Page): Promise<void> {
  // The page itself, not what stands in its place while it is loaded.
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(found(page)).toHaveText('4 runs');
}

test.beforeEach(({ dataDir }) => makeRuns(dataDir));

test('what a log printed and what a plan says is found, and the filters stick', async ({ page }) => {
  await openHistory(page);
  await page.keyboard.press('/');
  await page.keyboard.type('needle');
  await expect(found(page)).toHaveText('2 runs');
  await expect(row(page, 'R-2')).toContainText('log write: hay and needle');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('the word stands');
  await expect(found(page)).toHaveText('2 runs');
  await expect(row(page, 'R-2')).toContainText(/plan.*the word stands/);
  await page.keyboard.press('Escape');
  await expect(found(page)).toHaveText('4 runs');

  await grid(page).focus();
  await page.keyboard.press('f');
  const menu = page.getByRole('dialog', { name: 'Status filter' });
  await menu.getByRole('checkbox', { name: 'Failed' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(found(page)).toHaveText('2 runs');
  await page.getByRole('columnheader', { name: 'Run', exact: true }).getByRole('button').press('Enter');
  const labels = () =>
    grid(page)
      .getByText(/^R-\d$/)
      .allTextContents();
  await expect.poll(labels).toEqual(['R-4', 'R-3']);
  await page.reload();
  await expect(found(page)).toHaveText('2 runs');
  await expect.poll(labels).toEqual(['R-4', 'R-3']);
  await expect(page.getByRole('button', { name: /^Status/ })).toContainText('Failed');
  // Also when one comes back from elsewhere.
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.getByRole('heading', { name: 'Plans', level: 1 }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(found(page)).toHaveText('2 runs');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(found(page)).toHaveText('4 runs');
});

test('a view is saved, chosen, begun with, renamed and removed', async ({ page }) => {
  await openHistory(page);
  const views = (name: string) => page.getByRole('button', { name, exact: true });
  const choose = async (name: string, item: string): Promise<void> => {
    await views(name).press('Enter');
    await page
      .getByRole('menuitem', { name: item })
      .or(page.getByRole('menuitemcheckbox', { name: item }))
      .press('Enter');
  };
  await page.keyboard.press('/');
  await page.keyboard.type('needle ');
  await expect(found(page)).toHaveText('2 runs');
  // The blank is kept for the next word.
  await expect(page.getByRole('textbox', { name: 'Search runs' })).toHaveValue('needle ');
  await choose('Views', 'Save view');
  await page.getByRole('dialog', { name: 'Save view' }).getByRole('textbox', { name: 'Name' }).fill('Needles');
  await page.keyboard.press('Enter');
  await expect(views('Needles')).toBeVisible();
  await choose('Needles', 'Begin with this view');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(found(page)).toHaveText('4 runs');
  await choose('Views', 'Needles');
  await expect(found(page)).toHaveText('2 runs');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(found(page)).toHaveText('4 runs');
  // A new window begins with it.
  await page.reload();
  await expect(found(page)).toHaveText('2 runs');
  await choose('Needles', 'Rename view');
  await page.getByRole('dialog', { name: 'Rename view' }).getByRole('textbox', { name: 'Name' }).fill('Haystacks');
  await page.keyboard.press('Enter');
  await choose('Haystacks', 'Remove view');
  await expect(views('Views')).toBeVisible();
  await expect(found(page)).toHaveText('2 runs');
});

test('all runs but one are resolved at once, by keys', async ({ page }) => {
  await openHistory(page);
  await grid(page).focus();
  await page.keyboard.press('Control+a');
  await expect(found(page)).toHaveText('4 runs, 4 selected');
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await expect(found(page)).toHaveText('4 runs, 3 selected');
  await expect(row(page, 'R-4').getByRole('checkbox')).not.toBeChecked();
  await page.getByRole('button', { name: 'Resolve', exact: true }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Resolve 3 runs' });
  await dialog.getByRole('button', { name: 'Resolve 3 runs' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Needs a reason');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('looked at');
  await dialog.getByRole('button', { name: 'Resolve 3 runs' }).press('Enter');
  await expect(page.getByText('3 of 3 runs changed', { exact: true })).toBeVisible();
  for (const label of ['R-1', 'R-2', 'R-3']) await expect(row(page, label)).toContainText('resolved');
  await expect(row(page, 'R-4')).not.toContainText('resolved');
  await page.getByRole('radio', { name: /^Needs a look/ }).click();
  await expect(found(page)).toHaveText('1 run');
  await expect(row(page, 'R-4')).toBeVisible();
});

test('the charts count what was found', async ({ page }) => {
  await openHistory(page);
  const outcomes = page.getByRole('region', { name: 'Outcomes' });
  await expect(outcomes).toContainText('4 runs');
  await expect(outcomes).toContainText(/Verified.*2/);
  await expect(outcomes).toContainText(/Failed.*2/);
  await expect(page.getByRole('region', { name: 'Success rate by day' })).toContainText('50.0% of 4 runs');
  await expect(page.getByRole('img', { name: /^Run time by day, last p50/ })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('no such relation');
  await expect(outcomes).toContainText('2 runs');
  await expect(outcomes).not.toContainText('Verified');
  await expect(page.getByRole('region', { name: 'Success rate by day' })).toContainText('0.0% of 2 runs');
});

test('two runs are compared: inputs, plan, tools, what was read, how long it took', async ({ page }) => {
  await openHistory(page);
  await grid(page).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(found(page)).toHaveText('4 runs, 2 selected');
  await page.getByRole('button', { name: 'Compare both' }).press('Enter');
  await expect(page).toHaveURL(/compare\/R-1\/R-2$/);
  const section = (name: string) => page.getByRole('main').getByRole('region', { name, exact: true });
  await expect(section('Left: R-1')).toContainText('plan note 1.0.0');
  await expect(section('Right: R-2')).toContainText('plan note 1.1.0');
  await expect(section('Inputs').getByRole('row', { name: /^word/ })).toContainText('alphabeta');
  await expect(section('Plan')).toContainText('"version": "1.1.0"');
  await expect(section('Tools')).toContainText('The same in both runs.');
  await expect(section('Steps').getByRole('row', { name: /^Write it/ })).toContainText(
    /Verified.*\d\.\ds.*Verified.*\d\.\ds/,
  );
  await expect(section('Steps').getByRole('row', { name: /^the word stands there/ })).toContainText(
    /"bytes":6.*"bytes":11/,
  );

  await page.keyboard.press('d');
  await expect(section('Tools').getByRole('row')).not.toHaveCount(0);
  await page.keyboard.press('s');
  await expect(page).toHaveURL(/compare\/R-2\/R-1$/);
  await expect(section('Left: R-2')).toBeVisible();
  await page.getByRole('button', { name: 'Pick right run' }).press('Enter');
  await page.getByRole('dialog', { name: 'Pick right run' }).getByRole('textbox').fill('R-3');
  await expect(page.getByRole('dialog').getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(section('Right: R-3')).toContainText('Break on purpose');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/#\/history/);
});
