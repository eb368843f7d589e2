import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { card, finished, lane, makeSession, runFile, runTemplate } from './board-parts.ts';
import { APP_FOLDER } from './desktop-app.ts';
import { test } from './fixtures.ts';
import { openRun } from './queue-run.ts';

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');

/** Asks before its second step, which cannot be undone. */
const ASKS = `
pulser: 1
name: rotate
title: Rotate credentials
steps:
  - id: grants
    title: Read grants
    do: { shell: "echo 31 grants; touch grants" }
    verify: [{ name: grants are recorded, shell: test -f grants }]
  - id: drop-role
    title: Drop the role
    effect: irreversible
    do: { shell: "touch dropped" }
    verify: [{ name: the role is gone, shell: test -f dropped }]
`;

/** Fails at its second step until a file says that it may pass. */
const failsUntil = (gate: string): string => `
pulser: 1
name: migrate
title: Migrate the orders
onFailure: stop
steps:
  - id: prepare
    title: Dump the schema
    do: { shell: "echo schema dumped; touch prepared" }
    verify: [{ name: the dump is there, shell: test -f prepared }]
  - id: apply
    title: Apply migration
    needs: [prepare]
    do: { shell: "test -f ${gate} || { echo null value in tax_rate >&2; exit 3; }; touch applied" }
    verify: [{ name: the column is there, shell: test -f applied }]
`;

/** A family of processes that count until the data folder is gone: a child, and one that left its group. */
const counts = (dataDir: string): string => `
pulser: 1
name: count
title: Count for long
steps:
  - id: count
    title: Count
    do:
      shell: |
        (while [ -d ${dataDir} ]; do sleep 0.2; done) &
        setsid sh -c 'while [ -d ${dataDir} ]; do sleep 0.2; done' &
        while [ -d ${dataDir} ]; do i=$((i + 1)); echo counted $i; sleep 0.1; done
    verify: [{ name: it is counted, shell: test -f counted }]
`;

const opsroom = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [CLI, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Processes of this machine that a run of the data folder left: of its plans, or named after it. */
function left(dataDir: string, own: number): readonly string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.includes(`[ -d ${dataDir} ]`) && Number.parseInt(line, 10) !== own);
}

test('a shift: three samples at once, an approval, a cancel, a failure tried again, compared, proved and put away', async ({
  startApp,
  dataDir,
}) => {
  test.setTimeout(180_000);
  // The desktop writes bundles to the person's own folder: here one of the test.
  const app = await startApp({ environment: { HOME: dataDir, XDG_DOCUMENTS_DIR: dataDir } });
  const { page } = app;

  await test.step('three samples run in three lanes at once', async () => {
    await makeSession(page, 'Release 2026.47');
    await expect(lane(page, 'B').getByText(app.host === 'browser' ? /^serve, / : /^app, /)).toBeVisible();
    const samples = [
      ['A', 'Look at this machine'],
      ['B', 'Write the release notes of a version'],
      ['C', 'Back up a database and prove that the backup restores'],
    ] as const;
    for (const [letter, title] of samples) await runTemplate(page, letter, title);
    for (const [letter, title] of samples) await expect(finished(page, letter)).toContainText(title);
    for (const [letter, proofs] of [
      ['A', '20/20'],
      ['B', '5/5'],
      ['C', '5/5'],
    ] as const) {
      await expect(finished(page, letter)).toContainText(proofs);
    }
  });

  await test.step('what a run prints is seen as it prints it', async () => {
    await runFile(page, 'D', 'Count for long', counts(dataDir));
    const seen = card(page, 'D').getByRole('log');
    await expect(seen).toContainText(/counted \d+/);
    const before = Number(/counted (\d+)\s*$/.exec(await seen.innerText())?.[1]);
    await expect(seen).toContainText(`counted ${before + 15}`);
    await expect(card(page, 'D').getByText('Running')).toBeVisible();
  });

  await test.step('a step that cannot be undone waits, and is approved by typing its name', async () => {
    await runFile(page, 'A', 'Rotate credentials', ASKS);
    await expect(card(page, 'A').getByText('Awaiting approval')).toBeVisible();
    await page.keyboard.press('a');
    await page.keyboard.press('Enter');
    await page.getByLabel('Type drop-role to approve').fill('drop-role');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Verified', { exact: true }).first()).toBeVisible();
    await page.keyboard.press('Escape');
    // Out of the text field first, where Escape is the field's.
    if (!(await lane(page, 'A').isVisible())) await page.keyboard.press('Escape');
    await expect(finished(page, 'A')).toContainText('Rotate credentials');
  });

  await test.step('a canceled run leaves no process', async () => {
    expect(left(dataDir, app.pid).length).toBeGreaterThanOrEqual(3);
    await page.keyboard.press('d');
    await page.keyboard.press('Shift+X');
    const dialog = page.getByRole('dialog', { name: /^Cancel R-\d+\?$/ });
    await dialog.getByLabel('Reason, kept in the record').fill('not today');
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await expect(finished(page, 'D')).toContainText('not today');
    expect(left(dataDir, app.pid)).toEqual([]);
  });

  const gate = join(dataDir, 'may-pass');
  await test.step('a failed run says why on its card, and is tried again from the step that failed', async () => {
    await runFile(page, 'B', 'Migrate the orders', failsUntil(gate));
    await expect(finished(page, 'B')).toContainText('apply: exit 3: null value in tax_rate');
    await finished(page, 'B')
      .getByRole('link', { name: /Migrate the orders/ })
      .click();
    await expect(page.getByRole('heading', { name: 'R-6', exact: true })).toBeVisible();
    execFileSync('touch', [gate]);
    await page.getByRole('button', { name: 'Retry from step' }).click();
    await expect(page.getByLabel('From step')).toHaveValue('apply');
    await page.getByRole('button', { name: 'Start new attempt' }).click();
    await expect(page.getByRole('heading', { name: 'R-7', exact: true })).toBeVisible();
    await expect(
      page
        .getByText(/^Verified, 2 of 2/)
        .or(page.getByText('Verified', { exact: true }))
        .first(),
    ).toBeVisible();
  });

  await test.step('both attempts are compared', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.getByRole('row', { name: /R-7/ }).click();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByRole('menuitem', { name: 'With previous run' }).click();
    await expect(page.getByRole('heading', { name: 'Compare runs' })).toBeVisible();
    await expect(page.getByRole('region', { name: /^Left: R-6$/i })).toContainText('Failed');
    await expect(page.getByRole('region', { name: /^Right: R-7$/i })).toContainText('Verified');
    const steps = page.getByRole('table').filter({ hasText: 'Apply migration' });
    await expect(steps.getByRole('row', { name: /the column is there/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('heading', { name: 'History' })).toBeVisible();
  });

  await test.step('its bundle is exported, and verifies here and on the command line', async () => {
    await openRun(page, 'R-7');
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: 'Export proof bundle' });
    const saving = app.host === 'browser' ? page.waitForEvent('download') : undefined;
    await dialog.getByRole('button', { name: /^Export bundle/ }).click();
    await dialog.getByRole('button', { name: 'Verify this bundle' }).click();
    await expect(dialog.getByText(/^Valid, signed by a key that is trusted here/)).toBeVisible();
    const file = join(dataDir, 'exported.opsproof.zip');
    if (saving === undefined) {
      const written = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.opsproof.zip'),
      );
      expect(written).toHaveLength(1);
      execFileSync('cp', [join(dataDir, written[0] ?? ''), file]);
    } else {
      await (await saving).saveAs(file);
    }
    expect(opsroom('verify', file, '--data-dir', dataDir)).toMatch(/valid/i);
    const changed = readFileSync(file);
    changed[Math.floor(changed.length / 2)] = (changed[Math.floor(changed.length / 2)] ?? 0) ^ 1;
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(dialog).toBeHidden();
  });

  await test.step('the session is archived, and what its runs printed can still be read', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByRole('button', { name: 'Session menu' }).click();
    await page.getByRole('menuitem', { name: 'Archive session' }).click();
    await expect(page.getByText(/^archived /)).toBeVisible();
    await expect(lane(page, 'A')).toContainText('The session is archived');
    await finished(page, 'A')
      .getByRole('link', { name: /Rotate credentials/ })
      .click();
    await page.getByRole('treeitem', { name: /Read grants/ }).click();
    await expect(page.getByLabel('Lines in view of grants')).toContainText('31 grants');
  });
  expect(existsSync(gate)).toBe(true);
});
