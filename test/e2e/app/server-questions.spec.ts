import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { APP_FOLDER } from './desktop-app.ts';
import { test } from './fixtures.ts';
import { openRun, queueRun } from './queue-run.ts';

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');
const ACT_SERVER = fileURLToPath(new URL('../../fixtures/mcp/act-server.ts', import.meta.url));

/** Adds the server whose tools ask, approves it, and lets the tool be called. */
function setUp(dataDir: string, tool: string): void {
  const commands = [
    ['add', 'acts', '--', process.execPath, ACT_SERVER],
    ['approve', 'acts', '--yes'],
    ['rule', 'acts', tool, '--allow'],
  ];
  for (const command of commands) {
    execFileSync(process.execPath, [CLI, '--data-dir', dataDir, 'mcp', ...command], { stdio: 'pipe' });
  }
}

const planOf = (tool: string, out: string): string => `
pulser: 1
name: paint
title: Paint the door
onFailure: stop
servers: [acts]
steps:
  - id: paint
    title: Choose and paint
    do: { mcp: { server: acts, tool: ${tool}, arguments: { path: ${out} } } }
    verify: [{ name: it is painted, file: { path: ${out} } }]
`;

test('a server asks for values in the middle of a run, and gets them', async ({ page, dataDir }) => {
  const out = join(dataDir, 'out');
  setUp(dataDir, 'ask');
  queueRun(dataDir, planOf('ask', out));
  await openRun(page, 'R-1');
  const panel = page.locator('[data-question="paint"]');
  await expect(panel.getByText('The server acts asks, not the plan.')).toBeVisible();
  await expect(panel.getByText('Which color?')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include('[data-question="paint"]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await panel.getByRole('button', { name: 'Send values' }).click();
  await expect(panel.getByText('Needs a value')).toHaveCount(1);
  await panel.getByRole('combobox', { name: /^color/ }).selectOption('green');
  await panel.getByRole('button', { name: 'Send values' }).click();
  await expect(panel).toBeHidden();
  await expect(page.locator('[data-st="succeeded"]').first()).toBeVisible();
  expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual({ action: 'accept', content: { color: 'green' } });
});

test('a server asks to open a page: its whole address is shown, and a person may decline', async ({
  page,
  dataDir,
  host,
}) => {
  const out = join(dataDir, 'out');
  setUp(dataDir, 'visit');
  queueRun(dataDir, planOf('visit', out));
  await openRun(page, 'R-1');
  const panel = page.locator('[data-question="paint"]');
  await expect(panel.getByText('example.com', { exact: true })).toBeVisible();
  await expect(panel.getByText('https://example.com/in?key=1')).toBeVisible();
  const first = panel.locator('button[class*="primary"]');
  await expect(first).toHaveText(['Open in browser']);
  if (host === 'browser') {
    const popup = page.waitForEvent('popup');
    await first.click();
    await popup;
    await expect(first).toHaveText([/^Agree/]);
  }
  await panel.getByRole('button', { name: 'Decline' }).click();
  await expect(panel).toBeHidden();
  await expect.poll(() => readFileSync(out, 'utf8')).toBe('{"action":"decline"}');
});
