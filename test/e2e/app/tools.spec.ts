import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { test } from './fixtures.ts';
import {
  approveShown,
  importConfiguration,
  item,
  openTools,
  serverProgram,
  toolsOf,
  typeServer,
} from './mcp-servers.ts';
import { watchScreens } from './screen-check.ts';

test('a server is typed in, approved by its whole command, its tools judged and called', async ({ page }) => {
  await openTools(page);
  await expect(page.getByText('No MCP servers yet')).toBeVisible();
  await typeServer(page, 'everything', process.execPath, [serverProgram('everything'), 'stdio']);

  await test.step('nothing starts before it is approved', async () => {
    const dialog = page.getByRole('dialog', { name: 'Run everything on this computer' });
    const words = dialog.getByRole('list', { name: /^Command and its arguments/ }).getByRole('listitem');
    await expect(words).toHaveText([process.execPath, serverProgram('everything'), 'stdio']);
    await expect(dialog.getByRole('button', { name: 'Approve and connect' })).toBeDisabled();
    await dialog.getByRole('button', { name: 'Not now' }).click();
    await expect(item(page, 'everything')).toContainText('Not approved');
    await expect(item(page, 'everything')).toContainText('Never started');
    await item(page, 'everything').getByRole('button', { name: 'Review everything' }).click();
    await approveShown(page, 'everything');
    await expect(page.getByRole('contentinfo')).toContainText('MCP 1 of 1 connected');
  });

  await test.step('keys move between tools and judge them', async () => {
    const tools = toolsOf(page, 'everything');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect(tools.getByRole('button', { name: 'get-annotated-message', exact: true })).toBeFocused();
    await page.keyboard.press('k');
    await expect(tools.getByRole('button', { name: 'echo', exact: true })).toBeFocused();
    await page.keyboard.press('/');
    await expect(tools.getByRole('textbox', { name: 'Filter tools' })).toBeFocused();
    await page.keyboard.type('echoes back');
    await expect(tools.getByRole('listitem')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(tools.getByRole('listitem')).not.toHaveCount(1);
    await tools.getByRole('button', { name: 'echo', exact: true }).focus();
    await page.keyboard.press('n');
    await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('another');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Command', exact: true })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(tools.getByRole('button', { name: 'Permission of echo: Ask' })).toBeVisible();
    await page.keyboard.press('3');
    await expect(tools.getByRole('button', { name: 'Permission of echo: Deny' })).toBeVisible();
    await expect(page.getByText('Denied: nobody may call it.')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Call tool/ })).toBeDisabled();
    await page.keyboard.press('2');
    await expect(tools.getByRole('button', { name: 'Permission of echo: Ask' })).toBeVisible();
    await page.getByRole('button', { name: 'Effect of echo: Write' }).click();
    await page.getByRole('menuitemcheckbox', { name: /^Irreversible/ }).click();
    await expect(tools.getByRole('group', { name: 'Irreversible tools' }).getByRole('listitem')).toHaveCount(1);
    await tools.getByRole('button', { name: 'echo', exact: true }).focus();
    await page.keyboard.press('1');
    await expect(page.getByText('echo was not changed', { exact: true })).toBeVisible();
    await expect(tools.getByRole('button', { name: 'Permission of echo: Ask' })).toBeVisible();
    await page.getByRole('listitem').filter({ hasText: 'echo was not changed' }).getByLabel('Close').click();
  });

  await test.step('what cannot be undone is called with its name typed', async () => {
    await page.getByRole('textbox', { name: 'message' }).fill('good morning');
    await page.keyboard.press('Control+Enter');
    const form = page.getByRole('form', { name: 'Confirm the call' });
    await expect(form).toContainText('"message": "good morning"');
    await expect(form.getByRole('button', { name: /^Send the call/ })).toBeDisabled();
    await page.keyboard.press('Escape');
    await expect(form).toHaveCount(0);
    await page.keyboard.press('Control+Enter');
    await form.getByRole('textbox', { name: 'Type echo to call it' }).fill('echo');
    await page.keyboard.press('Control+Enter');
    const outcome = page.getByRole('region', { name: 'Last result' });
    await expect(outcome.getByRole('status').first()).toContainText('Returned');
    await expect(outcome).toContainText('Echo: good morning');
    await outcome.getByRole('radio', { name: 'History 1' }).click();
    await expect(outcome.getByRole('list', { name: 'Calls of this tool' }).getByRole('listitem')).toHaveCount(1);
  });

  await test.step('a value, a picture, and what is wrong with arguments', async () => {
    const tools = toolsOf(page, 'everything');
    const outcome = page.getByRole('region', { name: 'Last result' });
    await tools.getByRole('button', { name: 'get-structured-content', exact: true }).click();
    await page.getByRole('button', { name: 'Permission of get-structured-content: Ask' }).last().click();
    await page.getByRole('menuitemcheckbox', { name: 'Allow' }).click();
    await expect(page.getByText('Writes. Calls are made at once.')).toBeVisible();
    await page.getByRole('button', { name: /^Call tool/ }).click();
    await expect(page.getByText('Needs a value')).toBeVisible();
    await expect(page.getByRole('combobox', { name: 'location' })).toBeFocused();
    await page.getByRole('combobox', { name: 'location' }).selectOption({ index: 1 });
    await page.getByRole('button', { name: /^Call tool/ }).click();
    await expect(outcome.getByRole('region', { name: 'Result' })).toContainText('"temperature"');
    await tools.getByRole('button', { name: 'get-tiny-image', exact: true }).click();
    await page.keyboard.press('1');
    await expect(tools.getByRole('button', { name: 'Permission of get-tiny-image: Allow' })).toBeVisible();
    await page.keyboard.press('Control+Enter');
    const picture = outcome.getByRole('img');
    await expect(picture).toBeVisible();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  });

  await test.step('a call that goes on tells how far it is, and is canceled', async () => {
    const outcome = page.getByRole('region', { name: 'Last result' });
    await toolsOf(page, 'everything')
      .getByRole('button', { name: 'trigger-long-running-operation', exact: true })
      .click();
    await page.keyboard.press('1');
    await expect(page.getByText('Writes. Calls are made at once.')).toBeVisible();
    await page.getByRole('textbox', { name: /^duration/ }).fill('60');
    await page.getByRole('textbox', { name: /^steps/ }).fill('240');
    await page.keyboard.press('Control+Enter');
    await expect(outcome.getByLabel('What the server told during the call')).toContainText(/\d+/);
    await outcome.getByRole('button', { name: 'Cancel call' }).click();
    await expect(outcome.getByRole('status').first()).toContainText('Canceled');
    await outcome.getByRole('radio', { name: 'History 1' }).click();
    await expect(outcome).toContainText('the call was canceled');
  });

  await test.step('a server asks in the middle of a call', async () => {
    const outcome = page.getByRole('region', { name: 'Last result' });
    await toolsOf(page, 'everything').getByRole('button', { name: 'trigger-elicitation-request', exact: true }).click();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: /^Send the call/ }).click();
    const dialog = page.getByRole('dialog', { name: 'everything asks you' });
    await dialog.getByRole('textbox', { name: 'String', exact: true }).fill('Ada');
    await dialog.getByRole('button', { name: 'Send answer' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(outcome).toContainText('Ada');
  });
});

test('resources, prompts, the protocol and the log of a server are read', async ({ page }) => {
  await openTools(page);
  await typeServer(page, 'everything', process.execPath, [serverProgram('everything'), 'stdio']);
  await approveShown(page, 'everything');
  const panel = page.getByRole('region', { name: 'Server everything' });

  await panel.getByRole('tab', { name: /^Resources/ }).click();
  const resources = panel.getByRole('list', { name: 'Resources', exact: true }).getByRole('listitem');
  await resources.first().getByRole('button').click();
  await expect(resources.first().getByRole('figure')).toContainText('demo://');
  const template = panel.getByRole('form', { name: /^Template/ }).first();
  await template.getByRole('textbox').first().fill('3');
  await template.getByRole('button', { name: 'Read resource' }).click();
  await expect(panel.getByRole('figure').filter({ hasText: '/3' })).toBeVisible();

  await panel.getByRole('tab', { name: /^Prompts/ }).click();
  await panel.getByRole('button', { name: /^completable-prompt/ }).click();
  const prompt = panel.getByRole('form', { name: 'Prompt completable-prompt' });
  await expect(prompt.getByRole('button', { name: 'Get prompt' })).toBeDisabled();
  await prompt.getByRole('textbox').first().fill('E');
  await prompt.getByRole('button', { name: 'Engineering' }).click();
  await expect(prompt.getByRole('textbox').first()).toHaveValue('Engineering');
  await prompt.getByRole('textbox').nth(1).fill('Alice');
  await prompt.getByRole('button', { name: 'Get prompt' }).click();
  await expect(prompt.getByRole('region', { name: 'What completable-prompt says' })).toContainText('Engineering');

  await panel.getByRole('tab', { name: 'Protocol' }).click();
  const messages = panel.getByRole('list', { name: 'Messages, newest first' });
  await panel.getByRole('textbox', { name: 'Filter messages' }).fill('prompts/get');
  await expect(messages.getByRole('listitem')).toHaveCount(2);
  await messages.getByRole('listitem').last().locator('summary').click();
  await expect(messages.locator('pre:visible')).toContainText('completable-prompt');

  await panel.getByRole('tab', { name: 'Log' }).click();
  await expect(panel.getByRole('tabpanel', { name: 'Log' })).toContainText(/stdio/i);

  await panel.getByRole('button', { name: 'Actions of everything' }).click();
  await page.getByRole('menuitem', { name: 'Stop' }).click();
  await expect(item(page, 'everything')).toContainText('Stopped');
  await item(page, 'everything').getByRole('button', { name: 'Start everything' }).click();
  await expect(item(page, 'everything')).toContainText('Connected');
  await panel.getByRole('button', { name: 'Actions of everything' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove server' }).click();
  await expect(page.getByText('No MCP servers yet')).toBeVisible();
});

test('a resource that is subscribed to is read anew when the server says that it changed', async ({ page }) => {
  await openTools(page);
  await typeServer(page, 'everything', process.execPath, [serverProgram('everything'), 'stdio']);
  await approveShown(page, 'everything');
  const panel = page.getByRole('region', { name: 'Server everything' });
  await panel.getByRole('tab', { name: /^Resources/ }).click();
  const template = panel.getByRole('form', { name: /^Template .*Text/ });
  await template.getByRole('textbox').first().fill('3');
  await template.getByRole('button', { name: 'Read resource' }).click();
  const resource = panel.getByRole('region', { name: /^Resource .*\/3$/ });
  await expect(resource.getByRole('figure')).toContainText('Resource 3');
  await resource.getByRole('button', { name: 'Subscribe', exact: true }).click();
  await expect(resource.getByRole('status').first()).toContainText('Changed 0 times');

  await test.step('the server is told when it ends', async () => {
    await resource.getByRole('button', { name: 'Unsubscribe' }).click();
    await expect(resource.getByRole('button', { name: 'Subscribe', exact: true })).toBeVisible();
    await panel.getByRole('tab', { name: 'Protocol' }).click();
    await panel.getByRole('textbox', { name: 'Filter messages' }).fill('resources/unsubscribe');
    await expect(panel.getByRole('list', { name: 'Messages, newest first' }).getByRole('listitem')).toHaveCount(2);
  });

  // It tells of changes from now on, every few seconds.
  await toolsOf(page, 'everything').getByRole('button', { name: 'toggle-subscriber-updates', exact: true }).click();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: /^Send the call/ }).click();
  await expect(page.getByRole('region', { name: 'Last result' })).toContainText('Started');
  await item(page, 'everything').getByRole('button').first().click();
  await panel.getByRole('tab', { name: /^Resources/ }).click();
  await template.getByRole('textbox').first().fill('3');
  await template.getByRole('button', { name: 'Read resource' }).click();
  await resource.getByRole('button', { name: 'Subscribe', exact: true }).click();
  await expect(resource.getByRole('status').first()).toContainText('Changed 0 times');
  const before = await resource.getByRole('figure').textContent();
  await expect(resource.getByRole('status').first()).toContainText('Changed once', { timeout: 20_000 });
  expect(await resource.getByRole('figure').textContent()).not.toBe(before);

  await test.step('it ends with the server, and begins again when that is back', async () => {
    await panel.getByRole('button', { name: 'Actions of everything' }).click();
    await page.getByRole('menuitem', { name: 'Stop' }).click();
    await expect(item(page, 'everything')).toContainText('Stopped');
    await expect(panel.getByText(/is subscribed to again when it is back/)).toBeVisible();
    await item(page, 'everything').getByRole('button', { name: 'Start everything' }).click();
    await expect(resource.getByRole('status').first()).toContainText(/^Subscribed/);
    await panel.getByRole('button', { name: 'Actions of everything' }).click();
    await page.getByRole('menuitem', { name: 'Stop' }).click();
    await expect(item(page, 'everything')).toContainText('Stopped');
  });
});

test('the protocol is saved as JSON lines', async ({ page, host }) => {
  test.skip(host === 'desktop', 'there a dialog of the system asks where the file goes');
  await openTools(page);
  await typeServer(page, 'everything', process.execPath, [serverProgram('everything'), 'stdio']);
  await approveShown(page, 'everything');
  await page.getByRole('tab', { name: 'Protocol' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as JSON lines' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('everything.protocol.jsonl');
  const lines = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\n');
  const methods = lines.map((line) => (JSON.parse(line) as { readonly method: string | null }).method);
  expect(methods).toContain('tools/list');
});

test('the screen of tools is whole and in reach in every size and theme', async ({ page, dataDir }) => {
  test.setTimeout(300_000);
  await openTools(page);
  const screens = await watchScreens(page);
  await screens.look('no servers');
  await page.getByRole('button', { name: 'Add server' }).click();
  await page.getByRole('dialog', { name: 'Add server' }).waitFor();
  await screens.look('add server');
  await page.getByRole('radio', { name: 'Address' }).click();
  await screens.look('add server by address', { tabs: false });
  await page.keyboard.press('Escape');
  await importConfiguration(page, {
    mcpServers: {
      danger: { command: 'sudo', args: ['npx', '-y', 'some-server', `--allow=${'/srv/data/'.repeat(410)}\u202e`] },
      files: { command: process.execPath, args: [serverProgram('filesystem'), dataDir] },
      remote: { type: 'http', url: 'http://127.0.0.1:9/mcp' },
    },
  });
  await item(page, 'danger').getByRole('button', { name: 'Review danger' }).click();
  await page.getByRole('dialog').waitFor();
  await screens.look('approve');
  await page.keyboard.press('Escape');
  await item(page, 'files').getByRole('button', { name: 'Review files' }).click();
  await approveShown(page, 'files');
  for (const tab of ['About', 'Resources', 'Prompts', 'Protocol', 'Log']) {
    await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
    await screens.look(`server ${tab}`, { tabs: tab === 'About' });
  }
  await toolsOf(page, 'files').getByRole('button', { name: 'edit_file', exact: true }).click();
  await screens.look('tool', { tabs: false });
  await page.getByRole('radio', { name: 'Schema' }).click();
  await screens.look('tool as schema', { tabs: false });
  await toolsOf(page, 'files').getByRole('button', { name: 'list_directory', exact: true }).click();
  await page.getByRole('textbox', { name: 'path', exact: true }).fill(dataDir);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('form', { name: 'Confirm the call' }).waitFor();
  await screens.look('confirm', { tabs: false });
  await page.getByRole('button', { name: /^Send the call/ }).click();
  await expect(page.getByRole('region', { name: 'Last result' })).toContainText('opsroom.db');
  await screens.look('result');
  await page.getByRole('radio', { name: 'History 1' }).click();
  await screens.look('history of calls', { tabs: false });
  expect(screens.found).toEqual([]);
});
