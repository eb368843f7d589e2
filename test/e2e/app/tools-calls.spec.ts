import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import Database from 'better-sqlite3';
import { test } from './fixtures.ts';
import { approveShown, openTools, toolsOf, typeServer } from './mcp-servers.ts';

const ACT_SERVER = fileURLToPath(new URL('../../fixtures/mcp/act-server.ts', import.meta.url));

/** As damage would, and back. */
function renameTable(dataDir: string, from: string, to: string): void {
  const db = new Database(join(dataDir, 'opsroom.db'));
  db.exec(`alter table ${from} rename to ${to}`);
  db.close();
}

test('what is typed for a call is neither lost nor changed', async ({ page, dataDir }) => {
  await openTools(page);
  await typeServer(page, 'acts', process.execPath, [ACT_SERVER]);
  await approveShown(page, 'acts');
  await expect(page.getByText('Its 15 tools ask first.', { exact: true })).toBeVisible();
  const tool = (name: string) => toolsOf(page, 'acts').getByRole('button', { name, exact: true });
  const view = (name: string) => page.getByRole('radio', { name, exact: true });
  const json = page.getByRole('textbox', { name: 'Arguments' });
  const path = page.getByRole('textbox', { name: 'path', exact: true });
  await tool('write').click();

  await test.step('nothing is copied while a value is missing', async () => {
    await view('Schema').click();
    await page.getByRole('button', { name: 'Copy as plan step' }).click();
    await expect(path).toBeFocused();
    await expect(page.getByText('Copied as plan step', { exact: true })).toHaveCount(0);
  });

  await test.step('JSON that a form cannot hold stays JSON', async () => {
    await view('JSON').click();
    await json.fill('{"path": "a"');
    await view('Form').click();
    await expect(view('JSON')).toBeChecked();
    await expect(json).toBeFocused();
    await expect(page.getByText(/^The form needs JSON that can be read/)).toBeVisible();
    await json.fill('{"path": "a", "extra": {"deep": 1}}');
    await view('Form').click();
    await expect(page.getByText('The form cannot hold this as it is: extra')).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('form', { name: 'Confirm the call' })).toContainText('"deep": 1');
    await page.keyboard.press('Escape');
    await json.fill(JSON.stringify({ path: join(dataDir, 'kept') }));
    await view('Form').click();
    await expect(path).toHaveValue(join(dataDir, 'kept'));
  });

  await test.step('a text that grows long stays in its field', async () => {
    const text = page.getByRole('textbox', { name: 'text', exact: true });
    await text.fill('x'.repeat(120));
    await text.press('End');
    await page.keyboard.type('yz');
    await expect(text).toHaveValue(`${'x'.repeat(120)}yz`);
    await text.fill('');
  });

  await test.step('arrows scroll what has the focus, and move between tools in their list', async () => {
    await view('Schema').click();
    await page.getByRole('region', { name: /^The tool write/ }).focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('region', { name: 'Call write' })).toBeVisible();
    await view('Form').click();
    await tool('write').focus();
    await page.keyboard.press('ArrowDown');
    await expect(tool('read')).toBeFocused();
    await expect(page.getByRole('region', { name: 'Call read' })).toBeVisible();
    await page.keyboard.press('ArrowUp');
    await expect(path).toHaveValue(join(dataDir, 'kept'));
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Plans' }).click();
    await openTools(page);
    await tool('write').click();
    await expect(path).toHaveValue(join(dataDir, 'kept'));
  });
});

test('a server that asks during a call is answered wherever the person is', async ({ page, dataDir }) => {
  await openTools(page);
  await typeServer(page, 'acts', process.execPath, [ACT_SERVER]);
  await approveShown(page, 'acts');
  const tool = (name: string) => toolsOf(page, 'acts').getByRole('button', { name, exact: true });
  const path = join(dataDir, 'asked');
  const dialog = page.getByRole('dialog', { name: 'acts asks you' });
  await tool('ask').click();
  await page.getByRole('textbox', { name: 'path', exact: true }).fill(path);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: /^Send the call/ }).click();
  await expect(dialog).toContainText('Which color?');
  // What was being typed elsewhere answers nothing.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  await page.evaluate(() => {
    window.location.hash = '#/plans';
  });
  await expect(page.getByRole('heading', { level: 1, includeHidden: true })).toHaveText(/Plans/);
  await expect(dialog).toContainText('Which color?');
  await dialog.getByRole('combobox', { name: /^color/ }).selectOption('green');
  await dialog.getByRole('button', { name: 'Send answer' }).click();
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => existsSync(path)).toBe(true);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ action: 'accept', content: { color: 'green' } });
  await openTools(page);
  await tool('ask').click();
  await expect(page.getByRole('region', { name: 'Last result' })).toContainText('accept');
});

test('what cannot be read is not shown as nothing', async ({ page, dataDir }) => {
  await openTools(page);
  await typeServer(page, 'acts', process.execPath, [ACT_SERVER]);
  await approveShown(page, 'acts');
  renameTable(dataDir, 'mcp_calls', 'mcp_calls_elsewhere');
  await toolsOf(page, 'acts').getByRole('button', { name: 'write', exact: true }).click();
  const outcome = page.getByRole('region', { name: 'Last result' });
  await outcome.getByRole('radio', { name: 'History' }).click();
  await expect(outcome.getByRole('alert')).toContainText('The calls of it could not be read.');
  renameTable(dataDir, 'mcp_calls_elsewhere', 'mcp_calls');
  await outcome.getByRole('button', { name: 'Try again' }).click();
  await expect(outcome).toContainText('Nobody called it here.');
});

test('a call becomes a step of a plan, and a plan has rules of its own', async ({ page, dataDir }) => {
  await openTools(page);
  await typeServer(page, 'acts', process.execPath, [ACT_SERVER]);
  await approveShown(page, 'acts');
  await toolsOf(page, 'acts').getByRole('button', { name: 'write', exact: true }).click();
  await page.getByRole('textbox', { name: 'path', exact: true }).fill(join(dataDir, 'step'));
  await page.getByRole('button', { name: 'Copy as plan step' }).click();
  await expect(page.getByText('Copied as plan step', { exact: true })).toBeVisible();
  await page.getByRole('radio', { name: 'JSON' }).click();
  const json = page.getByRole('textbox', { name: 'Arguments' });
  await json.fill('');
  await page.keyboard.press('Control+v');
  const step = await json.inputValue();
  expect(step).toContain('      server: acts\n      tool: write\n');

  const plan = `pulser: 1\nname: from-a-call\ntitle: From a call\nversion: 1.0.0\nservers: [acts]\nsteps:\n${step.replaceAll(/^/gm, '  ')}`;
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Plans' }).click();
  const file = { name: 'plan.yaml', mimeType: 'text/yaml', buffer: Buffer.from(plan) };
  await page.getByLabel('Plan files').setInputFiles(file);
  await page.getByRole('button', { name: 'Publish v1' }).click();
  await openTools(page);
  await page.getByRole('button', { name: 'Edit rules' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rules for acts' });
  await dialog.getByRole('combobox', { name: 'Plan' }).selectOption('from-a-call');
  await dialog.getByRole('combobox', { name: 'Tool' }).selectOption('write');
  await dialog.getByRole('combobox', { name: 'Permission' }).selectOption('allow');
  await dialog.getByRole('button', { name: 'Set rule' }).click();
  const rules = dialog.getByRole('list', { name: 'Rules of plans' }).getByRole('listitem');
  await expect(rules).toHaveText([/from-a-call, write.*Allow/]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Servers' })).toContainText('1 rule of single plans.');
  await page.getByRole('button', { name: 'Edit rules' }).click();
  await dialog.getByRole('button', { name: 'Remove the rule of from-a-call for write' }).click();
  await expect(rules).toHaveCount(0);
});
