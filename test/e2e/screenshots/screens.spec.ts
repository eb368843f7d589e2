import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { APP_FOLDER } from '../app/desktop-app.ts';
import { test } from '../app/fixtures.ts';
import { approveShown, importConfiguration, item, openTools, serverProgram, toolsOf } from '../app/mcp-servers.ts';
import { queueRun } from '../app/queue-run.ts';
import { ASKS, BROKEN, COUNTS, FORM } from '../app/sample-plans.ts';

const FOLDER = join(APP_FOLDER, 'out', 'screenshots');
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 640 },
] as const;

/** A screen in both themes and sizes. `ready`: what must be seen first. */
async function picture(page: Page, name: string, ready?: () => Promise<unknown>): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await ready?.();
    for (const theme of ['dark', 'light']) {
      await page.evaluate((chosen) => {
        document.documentElement.dataset['theme'] = chosen;
      }, theme);
      const place = size.width === 1440 ? '' : `.${size.width}x${size.height}`;
      await page.screenshot({ path: join(FOLDER, `${name}.${theme}${place}.png`), animations: 'disabled' });
    }
  }
  await page.setViewportSize(SIZES[0]);
}

async function go(page: Page, route: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#${route}`);
}

const sample = (name: string): string => readFileSync(join(APP_FOLDER, 'resources', 'samples', `${name}.yaml`), 'utf8');

test('every screen', async ({ page, dataDir }) => {
  await expect(page.getByRole('button', { name: /^Run Back up a database/ })).toBeEnabled();
  await picture(page, 'first-run');

  const session = ['--session', 'Release 2026.47'];
  for (const name of ['release-notes', 'database-change-failing', 'backup-drill', 'parallel-checks']) {
    queueRun(dataDir, sample(name), [...session, '--lane', 'A']);
  }
  queueRun(dataDir, BROKEN, [...session, '--lane', 'C']);
  queueRun(dataDir, ASKS, [...session, '--lane', 'B']);
  queueRun(dataDir, FORM, [...session, '--lane', 'D']);
  await page.getByRole('link', { name: /Release 2026.47/ }).click();
  await expect(page.getByRole('list', { name: 'Finished in lane A' }).getByRole('listitem')).toHaveCount(4, {
    timeout: 60_000,
  });
  queueRun(dataDir, COUNTS(dataDir), [...session, '--lane', 'A']);
  queueRun(dataDir, sample('release-notes'), [...session, '--lane', 'A']);
  queueRun(dataDir, sample('backup-drill'), [...session, '--lane', 'A']);
  await expect(page.getByRole('region', { name: 'Lane A', exact: true }).getByRole('log')).toContainText(/counted 9/);
  await picture(page, 'runboard');

  const steps = () => page.getByRole('tree', { name: 'Steps and checks' }).waitFor();
  for (const [name, label] of [
    ['run-verified', 'R-1'],
    ['run-rolled-back', 'R-2'],
    ['run-failed', 'R-5'],
    ['run-approval', 'R-6'],
    ['run-form', 'R-7'],
    ['run-live', 'R-8'],
  ] as const) {
    await go(page, `/runs/${label}`);
    await expect(page.getByRole('heading', { name: label, exact: true })).toBeVisible();
    await picture(page, name, steps);
  }
  await go(page, '/runs/R-1');
  await steps();
  await page.keyboard.press('e');
  await page.getByRole('dialog', { name: 'Export proof bundle' }).getByText('How a third party checks it').waitFor();
  await picture(page, 'export');
  await page.keyboard.press('Escape');

  await go(page, '/approvals');
  await expect(page.getByRole('region', { name: 'Decision' })).toBeVisible();
  await picture(page, 'approvals');

  await go(page, '/plans');
  await picture(page, 'plans-empty');
  await page
    .getByLabel('Plan files')
    .setInputFiles({ name: 'plan.yaml', mimeType: 'text/yaml', buffer: Buffer.from(sample('release-notes')) });
  await expect(page.getByRole('textbox', { name: /^Plan as YAML/ })).toContainText('pulser: 1');
  await page.getByRole('button', { name: /^Step 1 / }).waitFor();
  await picture(page, 'plan-editor');
  await go(page, '/plans');
  await expect(page.getByRole('grid').or(page.getByRole('table'))).toBeVisible();
  await picture(page, 'plans');

  await go(page, '/history');
  await expect(page.getByText('R-5').first()).toBeVisible();
  await picture(page, 'history');

  await go(page, '/artifacts');
  await expect(page.getByRole('heading', { name: 'Artifacts' })).toBeVisible();
  await picture(page, 'artifacts');

  for (const section of ['identity', 'secrets', 'connections', 'lanes', 'notifications', 'data', 'theme', 'keys']) {
    await go(page, `/settings/${section}`);
    await expect(page.getByRole('main')).not.toBeEmpty();
    await picture(page, `settings-${section}`);
  }

  await go(page, '/');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('release');
  await picture(page, 'command-bar');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await picture(page, 'keys');
  await page.keyboard.press('Escape');
});

test('tools', async ({ page, dataDir }) => {
  await openTools(page);
  await picture(page, 'tools-none', () => page.getByText('No MCP servers yet').waitFor());
  await importConfiguration(page, {
    mcpServers: {
      everything: { command: process.execPath, args: [serverProgram('everything'), 'stdio'] },
      filesystem: { command: process.execPath, args: [serverProgram('filesystem'), dataDir] },
      browser: { command: 'sudo', args: ['npx', '-y', 'some-browser-server', '--profile', '/srv/data/'.repeat(200)] },
      remote: { type: 'http', url: 'http://127.0.0.1:9/mcp' },
    },
  });
  await item(page, 'browser').getByRole('button', { name: 'Review browser' }).click();
  await picture(page, 'tools-approve', () => page.getByRole('dialog').waitFor());
  await page.keyboard.press('Escape');
  await item(page, 'remote').getByRole('button', { name: 'Review remote' }).click();
  await page.getByRole('checkbox', { name: /^I have read/ }).check();
  await page.getByRole('button', { name: 'Approve and connect' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  for (const name of ['everything', 'filesystem']) {
    await item(page, name)
      .getByRole('button', { name: `Review ${name}` })
      .click();
    await approveShown(page, name);
  }
  await picture(page, 'tools-server', () => page.getByRole('tab', { name: 'About' }).waitFor());
  for (const [name, keys] of [
    ['read_text_file', '1'],
    ['list_directory', '1'],
    ['move_file', '3'],
  ] as const) {
    await toolsOf(page, 'filesystem').getByRole('button', { name, exact: true }).click();
    await page.keyboard.press(keys);
    if (keys === '3') continue;
    await page.getByRole('button', { name: `Effect of ${name}: Write` }).click();
    await page.getByRole('menuitemcheckbox', { name: /^Read/ }).click();
    await page.getByRole('button', { name: `Effect of ${name}: Read` }).waitFor();
  }
  await toolsOf(page, 'filesystem').getByRole('button', { name: 'list_directory', exact: true }).click();
  await page.getByRole('textbox', { name: 'path', exact: true }).fill(dataDir);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('region', { name: 'Last result' })).toContainText('opsroom.db');
  await picture(page, 'tools');
  await toolsOf(page, 'filesystem').getByRole('button', { name: 'edit_file', exact: true }).click();
  await page.getByRole('textbox', { name: 'path', exact: true }).fill('notes.txt');
  await page.getByRole('button', { name: 'Add edits' }).click();
  await picture(page, 'tools-form');
});
