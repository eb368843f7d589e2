import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from './fixtures.ts';
import { openRun, queueRun } from './queue-run.ts';

const DROP = `
pulser: 1
name: rotate
title: Rotate credentials
steps:
  - id: grants
    title: Read grants
    do: { shell: "echo 31 grants; touch grants" }
    verify: [{ name: grants are recorded, shell: test -f grants }]
    undo: { shell: rm -f grants }
  - id: drop-role
    title: Drop the role
    effect: irreversible
    do: { shell: "touch dropped" }
    verify: [{ name: the role is gone, shell: test -f dropped }]
`;

const FAIL = `
pulser: 1
name: migrate
title: Migrate
onFailure: stop
steps:
  - id: first
    title: Prepare
    do: { shell: "touch prepared" }
    verify: [{ name: it is prepared, shell: test -f prepared }]
  - id: second
    title: Apply
    do: { shell: "echo no such relation >&2; exit 3" }
    verify: [{ name: it is applied, shell: test -f applied }]
`;

const FORM = `
pulser: 1
name: window
steps:
  - id: ask
    title: Say when
    do:
      human:
        ask: When may it be restarted?
        fields:
          minutes: { type: integer, minimum: 5, title: Minutes }
          mode: { type: string, enum: [rolling, all], title: Mode }
    verify: [{ name: minutes are given, output: result.values.minutes >= 5 }]
`;

async function expectNoViolation(page: Page): Promise<void> {
  for (const theme of ['dark', 'light']) {
    await page.evaluate((name) => {
      document.documentElement.dataset['theme'] = name;
    }, theme);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  }
}

test('what cannot be undone is approved by typing it, and the proof shows red to green', async ({ page, dataDir }) => {
  queueRun(dataDir, DROP);
  await openRun(page, 'R-1');
  await expect(page.getByRole('heading', { name: 'Step 2 needs your approval: Drop the role' })).toBeVisible();
  await expectNoViolation(page);
  const approve = page.getByRole('button', { name: /^Approve step 2/ });
  const typed = page.getByLabel('Type drop-role to approve');
  await expect(approve).toBeDisabled();
  await typed.fill('drop-rule');
  await expect(page.getByText('It says drop-role')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(approve).toBeDisabled();
  await typed.fill('drop-role');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Verified', { exact: true }).first()).toBeVisible();
  await expect(approve).toBeHidden();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByText('Claims, 1 of 1 verified')).toBeVisible();
  await expect(inspector.getByText('Proven: red before the act, green after it')).toBeVisible();
  await inspector.getByRole('button', { name: 'Verify again' }).click();
  await expect(inspector.getByText(/^\d+ events match their hashes, checked/)).toBeVisible();
  await page.keyboard.press('k');
  await expect(page.getByRole('treeitem', { selected: true })).toContainText('Read grants');
  await expect(page).toHaveURL(/step=grants/);
  await expectNoViolation(page);
});

test('a rejection undoes what was done, and says so', async ({ page, dataDir }) => {
  queueRun(dataDir, DROP);
  await openRun(page, 'R-1');
  await expect(page.getByText(/1 step acted so far. They are undone in reverse order/)).toBeVisible();
  await page.keyboard.press('Shift+R');
  await expect(page.getByText(/^Rolled back, step 2 of 2$/)).toBeVisible();
  await expect(page.getByRole('tree')).toContainText('restored');
});

test('a failed step says why; it is tried again from there, waived, and marked', async ({ page, dataDir }) => {
  queueRun(dataDir, FAIL);
  await openRun(page, 'R-1');
  await expect(page.getByText(/^Failed, step 2 of 2$/)).toBeVisible();
  await expect(page.getByRole('alert').getByText(/exit 3/)).toBeVisible();
  await page.getByRole('button', { name: 'Retry from step' }).click();
  await expect(page.getByLabel('From step')).toHaveValue('second');
  await expect(page.getByText('1 step is kept with outputs and proofs.')).toBeVisible();
  await page.getByRole('button', { name: 'Start new attempt' }).click();
  await expect(page.getByRole('heading', { name: 'R-2' })).toBeVisible();
  await expect(page.getByText('2 of 2', { exact: true })).toBeVisible();
  await expect(page.getByText(/^Failed, step 2 of 2$/)).toBeVisible();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Waive a step' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Waive step' }).click();
  await expect(dialog.getByText('Needs a reason')).toBeVisible();
  await dialog.getByLabel('Reason, kept in the record').fill('applied by hand');
  await dialog.getByRole('button', { name: 'Waive step' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Waived', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Mark resolved' }).click();
  await dialog.getByLabel('Reason, kept in the record').fill('done');
  await dialog.getByRole('button', { name: 'Mark resolved' }).click();
  await expect(page.getByText('resolved', { exact: true })).toBeVisible();
});

test('a form is filled, and refused at the field where a value does not fit', async ({ page, dataDir }) => {
  queueRun(dataDir, FORM);
  await openRun(page, 'R-1');
  await expect(page.getByText(/^Awaiting values, step 1 of 1$/)).toBeVisible();
  const answer = page.getByRole('form', { name: 'Answer' });
  await answer.getByRole('button', { name: /^Send values/ }).click();
  await expect(answer.getByText('Needs a value')).toHaveCount(2);
  await answer.getByLabel('Minutes').fill('3');
  await answer.getByLabel('Mode').selectOption('rolling');
  await answer.getByRole('button', { name: /^Send values/ }).click();
  await expect(answer.getByText(/minutes.*5/)).toBeVisible();
  await answer.getByLabel('Minutes').fill('20');
  await answer.getByRole('button', { name: /^Send values/ }).click();
  await expect(page.getByText('Verified', { exact: true }).first()).toBeVisible();
});

test('a bundle is exported with a value withheld, and verifies', async ({ startApp, dataDir }) => {
  // The desktop writes bundles to the person's own folder: here one of the test.
  const app = await startApp({ environment: { HOME: dataDir, XDG_DOCUMENTS_DIR: dataDir } });
  const { page } = app;
  queueRun(dataDir, FAIL);
  await openRun(page, 'R-1');
  await expect(page.getByText(/^Failed, step 2 of 2$/)).toBeVisible();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: 'Export proof bundle' });
  await dialog.getByLabel('Name of the session').check();
  const saved = app.host === 'browser' ? page.waitForEvent('download') : undefined;
  await dialog.getByRole('button', { name: /^Export bundle/ }).click();
  await expect(dialog.getByText(/\d+ files, .*1 patterns withheld/)).toBeVisible({ timeout: 30_000 });
  if (saved !== undefined) expect((await saved).suggestedFilename()).toMatch(/\.opsproof\.zip$/);
  await dialog.getByRole('button', { name: 'Verify this bundle' }).click();
  await expect(dialog.getByText(/^(Valid|Intact and signed)/)).toBeVisible({ timeout: 30_000 });
});

test('a run that is not there says so', async ({ page }) => {
  await page.evaluate(() => {
    window.location.hash = '#/runs/R-99';
  });
  await expect(page.getByRole('alert')).toContainText('R-99');
});
