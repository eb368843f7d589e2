import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { APP_FOLDER } from './desktop-app.ts';
import { test } from './fixtures.ts';
import { openRun, queueRun } from './queue-run.ts';

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');

const asks = (name: string): string => `
pulser: 1
name: ${name}
title: Ask about ${name}
steps:
  - id: ${name}
    title: Do ${name}
    approve: true
    do: { shell: "touch ${name}" }
    verify: [{ shell: "test -f ${name}" }]
`;

test('a question that a colleague answers stays on screen as over, and keys answer no other one in its place', async ({
  page,
  dataDir,
}) => {
  queueRun(dataDir, asks('first'), ['--lane', 'A']);
  await openRun(page, 'R-1');
  await expect(page.getByRole('heading', { name: /^Step 1 needs your approval/ })).toBeVisible();
  queueRun(dataDir, asks('second'), ['--lane', 'B']);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  const rows = page.getByRole('list', { name: 'Waiting for you' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(page.getByRole('heading', { name: /Do first$/ })).toBeVisible();

  const colleague = ['answer', 'R-1', '--approve', '--data-dir', dataDir];
  execFileSync(process.execPath, [CLI, ...colleague], { stdio: 'pipe' });
  await expect(page.getByText('It was answered, withdrawn or has expired meanwhile.')).toBeVisible();
  await expect(rows).toHaveCount(1);
  await expect(page.getByRole('heading', { name: /Do first$/ })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Shift+R');

  await page.getByRole('button', { name: 'Go to the next question' }).click();
  await expect(page.getByRole('heading', { name: /Do second$/ })).toBeVisible();
  await page.getByRole('main').focus();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Nothing waits for you')).toBeVisible();
});
