import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from './fixtures.ts';

const PLAN = `pulser: 1
name: two-notes
title: Write two notes
version: 1.0.0
inputs:
  word: { type: string, pattern: "^[a-z]+$", description: What the notes say }
steps:
  - id: first
    title: Write the first note
    do: { file: { write: "\${{ run.workspace }}/first.txt", content: "\${{ inputs.word }}" } }
    verify:
      - file: { path: "\${{ run.workspace }}/first.txt", contains: "\${{ inputs.word }}" }
    undo: { file: { delete: "\${{ run.workspace }}/first.txt" } }
  - id: second
    title: Write the second note
    do: { file: { write: "\${{ run.workspace }}/second.txt", content: "\${{ inputs.word }}" } }
    verify:
      - file: { path: "\${{ run.workspace }}/second.txt", contains: "\${{ inputs.word }}" }
    undo: { file: { delete: "\${{ run.workspace }}/second.txt" } }
`;

/** Goes to the list by the rail; a plan's own crumbs lead there as well. */
const openPlans = (page: Page) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Plans', exact: true }).click();

/** Brings a text into the library as a file, and waits for its editor. */
async function importPlan(page: Page, text: string): Promise<void> {
  await openPlans(page);
  await page
    .getByLabel('Plan files')
    .setInputFiles({ name: 'plan.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) });
  await expect(editorOf(page)).toContainText('pulser: 1');
  await expect(page.getByRole('button', { name: /^Step 1 Write the first note/ })).toBeVisible();
}

const editorOf = (page: Page) => page.getByRole('textbox', { name: /^Plan as YAML/ });
const problemsOf = (page: Page) => page.getByRole('region', { name: 'Problems' });

async function expectNoViolation(page: Page): Promise<void> {
  for (const theme of ['dark', 'light']) {
    await page.evaluate((name) => {
      document.documentElement.dataset['theme'] = name;
    }, theme);
    // The window of the desktop opens no second page for the rules.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  }
}

test('a plan is written, mended by its fixes, published, compared and discarded', async ({ page }) => {
  await importPlan(page, PLAN.replace('    title: Write the second', '    titel: Write the second'));
  await expect(problemsOf(page).getByRole('status')).toHaveText('1 error');
  await expect(page.getByRole('button', { name: 'Publish v1' })).toBeDisabled();
  await editorOf(page).press('Control+Home');
  await page.keyboard.press('F8');
  await page.keyboard.press('Control+.');
  await expect(problemsOf(page).getByRole('status')).toHaveText('none');
  await expect(page.getByRole('button', { name: /^Step 2 Write the second note/ })).toBeVisible();
  await page.getByRole('button', { name: 'Publish v1' }).click();
  await expect(page.getByText('v1', { exact: true })).toBeVisible();

  await editorOf(page).press('Control+End');
  await page.keyboard.type('# a remark');
  await expect(page.getByText('v2 draft', { exact: true })).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(page.getByText(/^saved \d\d:/)).toBeVisible();
  await page.getByRole('radio', { name: 'Diff with v1' }).click();
  await expect(page.locator('.cm-changedLine', { hasText: 'a remark' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('button', { name: 'Discard draft' }).click();
  await expect(editorOf(page)).not.toContainText('a remark');
  await expect(page.getByText('v1', { exact: true })).toBeVisible();
});

test('the editor completes keys, values and names, and keys are not commands in it', async ({ page }) => {
  await importPlan(page, PLAN);
  await editorOf(page).press('Control+End');
  await page.keyboard.type('    eff');
  // Enter right after a list opened is a new line, for whoever types faster than the list: so they are clicked.
  await page.getByRole('option', { name: /^effect/ }).click();
  await page.getByRole('option', { name: 'irreversible' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.type('read\n');
  await page.keyboard.type('needs: [fi');
  await page.getByRole('option', { name: /^first/ }).click();
  await expect(editorOf(page)).toContainText('effect: read');
  await expect(editorOf(page)).toContainText('needs: [first');
  // `n`, `g r` and `?` would have led away from here.
  await expect(editorOf(page)).toBeFocused();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the graph can be walked by keys, and says the same as the list', async ({ page }) => {
  await importPlan(page, PLAN);
  await editorOf(page).press('Control+Home');
  await page.keyboard.press('Control+g');
  await expect(page.getByRole('button', { name: /^Step 1 / })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  const second = page.getByRole('button', { name: /^Step 2 / });
  await expect(second).toBeFocused();
  await expect(second).toHaveAttribute('aria-pressed', 'true');
  await expect(second).toHaveAccessibleName(/after first.*uses word.*has an undo/);
  await page.keyboard.press('Enter');
  await expect(editorOf(page)).toBeFocused();
  await expect(page.locator('.cm-activeLine')).toContainText('id: second');
  await page.getByRole('radio', { name: 'List' }).click();
  const lines = page.getByRole('list', { name: 'Steps' }).getByRole('listitem');
  await expect(lines).toHaveText([/Write the first note.*uses word/, /Write the second note.*after first/]);
});

test('a run is started from the editor with its inputs checked, after a dry run that does nothing', async ({
  page,
}) => {
  await importPlan(page, PLAN);
  await page.keyboard.press('Control+Shift+Enter');
  const dialog = page.getByRole('dialog', { name: 'Run Write two notes' });
  await dialog.waitFor();
  await expect(dialog.getByRole('region', { name: 'What it may change' })).toContainText('2 steps');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Needs a value')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'word' }).fill('NO');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText(/must match pattern/)).toBeVisible();
  await dialog.getByRole('textbox', { name: 'word' }).fill('hello');
  await page.keyboard.press('Control+d');
  const results = dialog.getByRole('list', { name: 'Result of the dry run' });
  await expect(results.getByText('Would run')).toHaveCount(2);
  await dialog.getByRole('radio', { name: 'B', exact: true }).click();
  await dialog.getByRole('button', { name: 'Run in lane B' }).click();
  await expect(page.getByText('R-1 is queued', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Write two notes' })).toBeVisible();

  // What is done is told by the next dry run.
  await openPlans(page);
  await expect(page.getByRole('row', { name: /two-notes/ })).toContainText('Verified');
  await page.getByRole('link', { name: 'Write two notes' }).click();
  await page.getByRole('textbox', { name: 'word' }).fill('hello');
  await editorOf(page).press('Control+d');
  await expect(page.getByRole('list', { name: 'Result of the dry run' }).getByText('Already satisfied')).toHaveCount(2);
});

test('a draft that was saved elsewhere meanwhile is never overwritten', async ({ page }) => {
  await importPlan(page, PLAN);
  const address = page.url();
  const id = address.split('/').at(-1) ?? '';
  await editorOf(page).press('Control+End');
  await page.keyboard.type('# saved by the other');
  await page.keyboard.press('Control+s');
  await expect(page.getByText(/^saved \d\d:/)).toBeVisible();
  // A text that another page had before that, and could not save: it comes back from the storage of the page.
  await page.evaluate(
    ([key, base]) => sessionStorage.setItem(key, JSON.stringify({ text: `${base}# mine`, base, at: 1 })),
    [`plan.draft.${id}`, PLAN] as const,
  );
  await page.reload();
  const dialog = page.getByRole('dialog', { name: /saved elsewhere/ });
  await dialog.waitFor();
  await expect(dialog.getByRole('textbox', { name: 'Saved elsewhere' })).toContainText('saved by the other');
  const mine = dialog.getByRole('textbox', { name: 'Your text, to be saved' });
  await expect(mine).toContainText('# mine');
  await expectNoViolation(page);
  await mine.press('Control+End');
  await page.keyboard.type(' and theirs');
  await dialog.getByRole('button', { name: 'Save the right text' }).click();
  await expect(page.getByText(/^saved \d\d:/)).toBeVisible();
  await page.reload();
  await expect(editorOf(page)).toContainText('# mine and theirs');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the list is filtered, archived and restored by keys, and begins with templates', async ({ page }) => {
  await openPlans(page);
  await expect(page.getByRole('heading', { name: 'No plans yet' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Templates' }).getByRole('listitem').first()).toBeVisible();
  await expectNoViolation(page);
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Title' }).fill('My own plan');
  await page.keyboard.press('Enter');
  await expect(editorOf(page)).toContainText('name: my-own-plan');
  await expect(problemsOf(page).getByRole('status')).toHaveText('none');
  await expectNoViolation(page);

  await openPlans(page);
  const row = page.getByRole('row', { name: /my-own-plan/ });
  await expect(row).toContainText('draft');
  await page.keyboard.press('/');
  await page.keyboard.type('nothing like it');
  await expect(page.getByText('No plan matches "nothing like it"')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await page.getByRole('grid', { name: 'Plans' }).focus();
  await page.keyboard.press('Delete');
  await expect(row).toHaveCount(0);
  await page.getByRole('radio', { name: 'Archived' }).click();
  await expect(row).toBeVisible();
  await expectNoViolation(page);
  await page.getByRole('grid', { name: 'Plans' }).focus();
  await page.keyboard.press('Delete');
  await page.getByRole('radio', { name: 'Open' }).click();
  await expect(row).toBeVisible();
});

test('what is written while the connection is cut is kept, said so, and saved when it is back', async ({
  page,
  host,
}) => {
  test.skip(host === 'desktop', 'the page and the control room of the desktop live and die together');
  let cut = false;
  const cuts = new Set<() => Promise<void>>();
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    if (cut) {
      void socket.close();
      return;
    }
    socket.connectToServer();
    cuts.add(() => socket.close());
  });
  await page.reload();
  await importPlan(page, PLAN);
  cut = true;
  for (const close of cuts) await close();
  await expect(page.getByText(/^No connection to the control room/)).toBeVisible();
  await editorOf(page).press('Control+End');
  await page.keyboard.type('# written in a tunnel');
  await expect(page.getByText('connection lost, text kept here')).toBeVisible();
  await expect(problemsOf(page).getByRole('status')).toHaveText('not read: no connection');
  await expectNoViolation(page);
  cut = false;
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(page.getByText(/^saved \d\d:/)).toBeVisible();
  await expect(problemsOf(page).getByRole('status')).toHaveText('none');
  await page.reload();
  await expect(editorOf(page)).toContainText('# written in a tunnel');
});

test('what was typed last is saved when its tab is left at once', async ({ page, host }) => {
  test.skip(host !== 'browser', 'a window of the desktop has no other place to go');
  await importPlan(page, PLAN);
  const address = page.url();
  await editorOf(page).press('Control+Home');
  await page.keyboard.insertText('# typed last\n');
  await page.goto('about:blank');
  // Another tab knows nothing of what this one kept for itself.
  await page.addInitScript(() => sessionStorage.clear());
  await page.goto(address);
  await expect(editorOf(page)).toContainText('# typed last');
});
