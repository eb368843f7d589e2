import { expect, type Page } from '@playwright/test';
import { test } from './fixtures.ts';
import { openRun, queueRun } from './queue-run.ts';

const plan = (script: string): string => `
pulser: 1
name: printer
title: Print lines
onFailure: stop
steps:
  - id: print
    title: Print
    do:
      shell: |
        ${script.trim().split('\n').join('\n        ')}
    verify: [{ shell: test -f never }]
    timeout: 5m
`;

/** The lines that a screen reader finds: those in view. */
const linesOf = (page: Page) => page.getByLabel('Lines in view of print');
const log = (page: Page) => page.getByRole('region', { name: 'Log', exact: true }).last();
const searched = (page: Page) => page.getByRole('toolbar', { name: 'Log' }).getByRole('status');

test('a live log is followed; who scrolls up is told what is new, and a reload loses nothing', async ({
  page,
  dataDir,
}) => {
  queueRun(dataDir, plan('i=0; while true; do i=$((i+1)); echo "number $i of many"; sleep 0.02; done'));
  await openRun(page, 'R-1');
  await expect(page.getByRole('button', { name: /^Following/ })).toBeVisible();
  await expect(linesOf(page)).toContainText('number 60 of many');
  await expect(linesOf(page)).not.toContainText('number 1 of many');
  await log(page).hover();
  await page.mouse.wheel(0, -100_000);
  await expect(linesOf(page)).toContainText('number 1 of many');
  await expect(page.getByRole('button', { name: /^\d+ new lines/ })).toBeVisible();
  await page.reload();
  await expect(linesOf(page)).toContainText(/number \d{3} of many/);
  await log(page).focus();
  await page.keyboard.press('Home');
  await expect(linesOf(page)).toContainText(/number 1 of many\nnumber 2 of many\nnumber 3 of many/);
  await page.keyboard.press('f');
  await expect(page.getByRole('button', { name: /^Following/ })).toBeVisible();
  await page.keyboard.press('Shift+X');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel run' }).click();
  await expect(page.getByText('Canceled', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Following/ })).toBeHidden();
});

test('a large log opens at its beginning, goes to its end, and is searched as a whole', async ({ page, dataDir }) => {
  queueRun(dataDir, plan('awk \'BEGIN { for (i = 1; i <= 300000; i++) print "line " i " with needle" i }\''));
  await openRun(page, 'R-1');
  await expect(page.getByText(/^Failed, step 1 of 1$/)).toBeVisible({ timeout: 60_000 });
  await page.reload();
  await expect(linesOf(page)).toContainText('line 1 with needle1');
  await log(page).focus();
  await page.keyboard.press('End');
  await expect(linesOf(page)).toContainText('line 300000 with needle300000');
  await page.keyboard.press('/');
  await page.keyboard.type('NEEDLE150000');
  await expect(searched(page)).toHaveText('1 of 1');
  await expect(linesOf(page)).toContainText('line 150000 with needle150000');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('needle2999');
  await expect(searched(page)).toHaveText(/^\d+ of 111$/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(linesOf(page)).toContainText('needle2999');
  await page.keyboard.press('Escape');
  await expect(searched(page)).toHaveText('');
});

test('what a terminal would show is shown: overwritten lines, colours, text that moved up', async ({
  page,
  dataDir,
}) => {
  queueRun(
    dataDir,
    plan(String.raw`printf 'progress 10%%\rprogress 100%%\n\033[31mred\033[0m\nfirst\nsecond\n\033[2Aagain\n\n'`),
  );
  await openRun(page, 'R-1');
  await expect(page.getByText(/^Failed, step 1 of 1$/)).toBeVisible();
  await expect(linesOf(page)).toHaveText('progress 100%\nred\nagain\nsecond');
});

test('a recording is played again, at its speed or faster', async ({ page, dataDir }) => {
  queueRun(dataDir, plan('for i in 1 2 3 4; do echo "part $i"; sleep 1; done'));
  await openRun(page, 'R-1');
  await expect(page.getByText(/^Failed, step 1 of 1$/)).toBeVisible();
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  const position = page.getByRole('slider', { name: 'Position' });
  await expect(position).toHaveAttribute('aria-valuetext', /^00:01 of 00:0[34]$/);
  await page.getByRole('radio', { name: '8x' }).click();
  await expect(position).toHaveAttribute('aria-valuetext', /^(00:0[34]) of \1$/);
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'End replay' }).first().click();
  await expect(linesOf(page)).toContainText('part 4');
});
