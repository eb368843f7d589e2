import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { finished, lane, makeSession } from './board-parts.ts';
import { APP_FOLDER } from './desktop-app.ts';
import { test } from './fixtures.ts';
import { openRun, queueRun } from './queue-run.ts';
import { ASKS, BROKEN, COUNTS, FILES, FORM } from './sample-plans.ts';
import { watchScreens } from './screen-check.ts';
import { movingParts } from './screen-probes.ts';

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');
const NOTES = readFileSync(join(APP_FOLDER, 'resources', 'samples', 'release-notes.yaml'), 'utf8');
const SESSION = 'Release 2026.47';

async function go(page: Page, route: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#${route}`);
}

test.describe.configure({ timeout: 180_000 });
test.use({ actionTimeout: 15_000 });

/** Esc until the dialog is gone: the first one may only take away the tip of the button that has the focus. */
async function leave(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  for (let times = 0; times < 3 && (await dialog.count()) > 0; times += 1) {
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden', timeout: 1000 }).catch(() => undefined);
  }
  await expect(dialog).toHaveCount(0);
}

test('before the first run, and in a session without any, everything is whole and in reach', async ({ page }) => {
  const screens = await watchScreens(page);
  await expect(page.getByRole('button', { name: /^Run Back up a database/ })).toBeEnabled();
  await screens.look('first run');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'All keys' }).waitFor();
  await screens.look('keys');
  await leave(page);
  await screens.focused('keys closed');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('re');
  await screens.look('command bar');
  await leave(page);
  await screens.focused('command bar closed');
  await page.keyboard.press('1');
  await page.getByRole('dialog', { name: /^Run Back up/ }).waitFor();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('R-1 is queued', { exact: true })).toBeVisible();
  await screens.focused('run started');
  await makeSession(page, 'Nothing yet');
  await screens.focused('session made');
  await screens.look('runboard idle');
  expect(screens.found).toEqual([]);
});

test('board, runs and questions are whole and in reach', async ({ page, dataDir }) => {
  const screens = await watchScreens(page);
  const session = ['--session', SESSION];
  for (const plan of [NOTES, FILES]) queueRun(dataDir, plan, [...session, '--lane', 'A']);
  queueRun(dataDir, BROKEN, [...session, '--lane', 'C']);
  queueRun(dataDir, ASKS, [...session, '--lane', 'B']);
  queueRun(dataDir, FORM, [...session, '--lane', 'D']);
  await page.getByRole('link', { name: new RegExp(SESSION) }).click();
  await expect(finished(page, 'A').getByRole('listitem')).toHaveCount(2, { timeout: 60_000 });
  queueRun(dataDir, COUNTS(dataDir), [...session, '--lane', 'A']);
  queueRun(dataDir, NOTES, [...session, '--lane', 'A']);
  await expect(lane(page, 'A').getByRole('log')).toContainText(/counted 9/);
  await expect(finished(page, 'C').getByRole('listitem')).toHaveCount(1);
  // The arc of what runs turns only for those who want motion.
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await expect.poll(() => page.evaluate(movingParts)).not.toEqual([]);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await screens.look('runboard');

  await test.step('the run', async () => {
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await openRun(page, 'R-2');
    await screens.look('run');
    for (const tab of ['Inputs+outputs', 'Artifacts', 'Events']) {
      await inspector.getByRole('tab', { name: new RegExp(`^${tab.replace('+', '\\+')}`) }).click();
      await screens.look(`run ${tab}`, { tabs: false });
    }
    await page.setViewportSize({ width: 1024, height: 640 });
    await page.getByRole('tree').focus();
    await page.keyboard.press('i');
    await page.getByRole('dialog', { name: 'Inspector' }).waitFor();
    await screens.focused('inspector drawn');
    await leave(page);
    await screens.focused('inspector closed');
    for (const [label, name] of [
      ['R-3', 'run failed'],
      ['R-4', 'run approval'],
      ['R-5', 'run form'],
      ['R-6', 'run live'],
    ] as const) {
      await openRun(page, label);
      await expect(page.getByRole('heading', { name: label, exact: true })).toBeVisible();
      await screens.look(name);
    }
    await page.keyboard.press('Shift+X');
    await page.getByRole('dialog').waitFor();
    await screens.look('cancel');
    await leave(page);
    await screens.focused('cancel closed');
    await openRun(page, 'R-2');
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByRole('slider', { name: 'Position' }).waitFor();
    await screens.focused('replay begun');
    await screens.look('replay', { tabs: false });
    await openRun(page, 'R-3');
    await page.getByRole('button', { name: 'Retry from step' }).click();
    await page.getByRole('dialog').waitFor();
    await screens.look('retry');
    await leave(page);
    await screens.focused('retry closed');
    await page.keyboard.press('e');
    await page.getByRole('dialog', { name: 'Export proof bundle' }).getByText('How a third party checks it').waitFor();
    await screens.look('export');
    await leave(page);
    await screens.focused('export closed');
  });

  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('region', { name: 'Decision' })).toBeVisible();
  await screens.focused('approvals');
  await screens.look('approvals');
  expect(screens.found).toEqual([]);
});

test('plans, history, artifacts, bundles and settings are whole and in reach', async ({ startApp, dataDir }) => {
  const plans = { notes: NOTES, files: FILES, broken: BROKEN };
  const opsroom = (...words: readonly string[]): void => {
    try {
      execFileSync(process.execPath, [CLI, ...words, '--data-dir', dataDir], { cwd: dataDir, stdio: 'pipe' });
    } catch (thrown) {
      // A run that fails says so by its exit code.
      if (words[1] !== 'broken.yaml') throw thrown;
    }
  };
  for (const [name, text] of Object.entries(plans)) writeFileSync(join(dataDir, `${name}.yaml`), text);
  for (const name of ['notes', 'files', 'files', 'broken']) {
    // What is there already would not be written again.
    rmSync(join(dataDir, 'report.txt'), { force: true });
    opsroom('run', `${name}.yaml`, '--session', SESSION);
  }
  opsroom('export', 'R-2', '--output', 'usage.opsproof.zip');
  const { page } = await startApp();
  const screens = await watchScreens(page);

  await test.step('plans', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'Plans', level: 1 }).waitFor();
    await screens.focused('plans');
    await screens.look('plans of runs');
    await page.keyboard.press('n');
    await page.getByRole('dialog').waitFor();
    await screens.look('new plan');
    await leave(page);
    await screens.focused('new plan closed');
    const file = { name: 'plan.yaml', mimeType: 'text/yaml', buffer: Buffer.from(NOTES) };
    await page.getByLabel('Plan files').setInputFiles(file);
    await page.getByRole('button', { name: /^Step 1 / }).waitFor();
    await screens.focused('plan imported');
    await screens.look('plan', { tabs: false });
    await page.getByRole('button', { name: /^Publish v1/ }).click();
    await expect(page.getByText('v1', { exact: true })).toBeVisible();
    await screens.focused('plan published');
    await page.getByRole('textbox', { name: /^Plan as YAML/ }).press('Control+End');
    await page.keyboard.type('wrong: [');
    await expect(page.getByRole('region', { name: 'Problems' }).getByRole('status')).toContainText('error');
    await page.getByRole('radio', { name: 'Diff with v1' }).click();
    await page.locator('.cm-changedLine').first().waitFor();
    await screens.look('plan with errors, diff', { tabs: false });
    await page.getByRole('radio', { name: 'List' }).click();
    await screens.look('plan as list', { tabs: false });
    await page.keyboard.press('g');
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('dialog', { name: /^Run Write the release notes/ }).waitFor();
    await page.keyboard.press('Control+d');
    await page.getByRole('list', { name: 'Result of the dry run' }).waitFor();
    await screens.look('run dialog');
    await leave(page);
    await screens.focused('run dialog closed');
    await go(page, '/plans');
    await page.getByRole('row', { name: /release-notes/ }).waitFor();
    await screens.look('plans');
  });

  await test.step('history', async () => {
    await go(page, '/history');
    await page.getByRole('grid').getByText('R-4').first().waitFor();
    await screens.look('history');
    await page.keyboard.press('/');
    await page.keyboard.type('nothing like it');
    await page.getByText('No run is like this').waitFor();
    await screens.look('history, none found', { tabs: false });
    await go(page, '/compare/R-2/R-3');
    await page.getByRole('region', { name: 'Steps' }).waitFor();
    await screens.look('compare');
    await page.keyboard.press('d');
    await screens.look('compare everything');
  });

  await test.step('artifacts', async () => {
    await go(page, '/artifacts');
    for (const name of ['report.txt', 'usage.json', 'chart.png', 'limits.patch', 'raw.bin']) {
      await page
        .getByRole('treeitem', { name: new RegExp(`^${name}`) })
        .first()
        .click();
      await page.getByRole('region', { name: 'Viewer' }).getByText(name).first().waitFor();
      await screens.look(`artifact ${name}`, { tabs: name === 'usage.json' });
    }
    await page
      .getByRole('treeitem', { name: /^report.txt/ })
      .first()
      .click();
    await page.getByRole('radio', { name: 'Diff', exact: true }).click();
    await screens.look('artifact diff', { tabs: false });
  });

  await test.step('bundle', async () => {
    await page.getByLabel('Proof bundle', { exact: true }).setInputFiles(join(dataDir, 'usage.opsproof.zip'));
    await expect(page.getByRole('heading', { name: 'usage.opsproof.zip' })).toBeVisible();
    await screens.look('bundle');
    await go(page, '/bundles/00000000-0000-4000-8000-000000000000');
    await page.getByRole('alert').waitFor();
    await screens.look('no bundle');
  });

  await test.step('settings', async () => {
    for (const section of [
      'identity',
      'secrets',
      'connections',
      'lanes',
      'agents',
      'notifications',
      'data',
      'theme',
      'keys',
    ]) {
      await go(page, `/settings/${section}`);
      await expect(page.getByRole('main').locator('[aria-busy]')).toHaveCount(0);
      await screens.look(`settings ${section}`, { tabs: section !== 'keys' });
    }
  });

  await go(page, '/nowhere');
  await page.getByRole('heading', { name: 'No such page' }).waitFor();
  await screens.look('no such page');
  expect(screens.found).toEqual([]);
});

test('a store that cannot be opened and a connection that is lost are said, whole and in reach', async ({
  startApp,
  dataDir,
  host,
}) => {
  const first = await startApp();
  if (host === 'browser') {
    const screens = await watchScreens(first.page);
    await expect(first.page.getByRole('button', { name: /^Run Back up a database/ })).toBeEnabled();
    process.kill(first.pid, 'SIGKILL');
    await first.page.getByText(/^No connection to the control room/).waitFor();
    await screens.look('connection lost');
    // The browser itself says at the console that nobody answers there.
    expect(screens.found.filter((line) => !/ERR_|WebSocket connection/.test(line))).toEqual([]);
  }
  await first.kill();
  for (const end of ['-wal', '-shm']) rmSync(join(dataDir, `opsroom.db${end}`), { force: true });
  writeFileSync(join(dataDir, 'opsroom.db'), 'this is no database'.repeat(1000));
  const { page } = await startApp();
  const screens = await watchScreens(page);
  await page.getByRole('heading', { name: 'The control room cannot open its data' }).waitFor();
  await screens.look('fatal');
  expect(screens.found).toEqual([]);
});
