import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { card, finished, lane } from './board-parts.ts';
import { APP_FOLDER } from './desktop-app.ts';
import { test } from './fixtures.ts';
import { openRun, queueRun } from './queue-run.ts';

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');

/** Notes each act in a file, and hangs before its effect until the folder is gone. */
const hangs = (dataDir: string): string => `
pulser: 1
name: charge
title: Charge the card
steps:
  - id: prepare
    title: Prepare the charge
    do: { shell: "touch prepared" }
    verify: [{ name: it is prepared, shell: test -f prepared }]
  - id: charge
    title: Charge it
    effect: irreversible
    needs: [prepare]
    do: { shell: "echo act >> ${dataDir}/acts; test -f ${dataDir}/go && touch charged || while [ -d ${dataDir} ]; do echo waits; sleep 0.1; done" }
    verify: [{ name: it is charged, shell: test -f charged }]
`;

const acts = (dataDir: string): number => readFileSync(join(dataDir, 'acts'), 'utf8').split('\n').length - 1;

const waiting = (dataDir: string): readonly string[] =>
  execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`[ -d ${dataDir} ]`));

test('an app that is killed in mid-run comes back with the step in doubt, acts on nothing, and lets a person decide', async ({
  startApp,
  dataDir,
}) => {
  test.setTimeout(180_000);
  const first = await startApp();
  queueRun(dataDir, hangs(dataDir), ['--lane', 'A']);
  await openRun(first.page, 'R-1');
  await first.page.getByLabel('Type charge to approve').fill('charge');
  await first.page.keyboard.press('Control+Enter');
  await expect(first.page.getByLabel('Lines in view of charge')).toContainText('waits');
  await first.kill();
  expect(acts(dataDir)).toBe(1);

  const { page } = await startApp();
  await page.evaluate(() => {
    window.location.hash = '#/';
  });
  await expect(card(page, 'A').getByRole('alert')).toContainText('Charge it', { timeout: 60_000 });
  await expect(card(page, 'A').getByRole('alert')).toContainText('A retry may do it twice');
  // What was left running was ended before the checks were read.
  expect(waiting(dataDir)).toEqual([]);
  expect(acts(dataDir)).toBe(1);
  await page.keyboard.press('a');
  await page.keyboard.press('Enter');
  const doubt = page.getByRole('alert', { name: 'In doubt' });
  await expect(doubt).toContainText('The outcome of step 2 is not known: Charge it');
  await expect(doubt).toContainText('its end was never recorded');
  await expect(page.getByText(/^Taken over by .*, checks read: 0 of 1 green\.$/)).toBeVisible();

  const again = page.getByRole('button', { name: 'Do the step again' });
  await expect(again).toBeDisabled();
  execFileSync('touch', [join(dataDir, 'go')]);
  await page.getByLabel('Type charge to do it again').fill('charge');
  await again.click();
  await expect(page.getByText('Verified', { exact: true }).first()).toBeVisible();
  await expect(doubt).toBeHidden();
  expect(acts(dataDir)).toBe(2);
  await page.evaluate(() => {
    window.location.hash = '#/';
  });
  await expect(finished(page, 'A')).toContainText('2/2');
  await expect(lane(page, 'A')).toContainText('Lane A is idle');
});

test('a window that is reloaded in mid-log shows what was recorded, byte for byte', async ({ page, dataDir }) => {
  test.setTimeout(180_000);
  const LINES = 700;
  const script = `for i in $(seq 1 ${LINES}); do printf 'line %03d \\033[32mgrün ✓\\033[0m\\n' $i; sleep 0.01; done`;
  queueRun(
    dataDir,
    `pulser: 1\nname: print\nsteps:\n  - id: print\n    do: { shell: ${JSON.stringify(script)} }\n    verify: [{ exit: 0 }]\n`,
    ['--lane', 'A'],
  );
  await openRun(page, 'R-1');
  const seen = page.getByLabel('Lines in view of print');
  await expect(seen).toContainText(/line \d{3} grün ✓/);
  await page.reload();
  await expect(seen).toContainText(/line [1-9]\d\d grün ✓/);
  await page.reload();
  await expect(page.getByText('Verified', { exact: true }).first()).toBeVisible({ timeout: 60_000 });

  const raw = execFileSync(process.execPath, [CLI, 'logs', 'R-1', '--raw', '--data-dir', dataDir], {
    encoding: 'utf8',
  });
  const recorded = raw.replaceAll(/\u001b\[\d*m|\r/g, '').trimEnd();
  expect(recorded.split('\n')).toHaveLength(LINES);

  await page.getByRole('region', { name: 'Log', exact: true }).last().focus();
  await page.keyboard.press('Home');
  await expect(seen).toContainText('line 001');
  const shown = new Set<string>();
  for (;;) {
    const text = (await seen.innerText()).trimEnd();
    expect(recorded).toContain(text);
    for (const line of text.split('\n')) shown.add(line);
    if (text.includes(`line ${LINES}`)) break;
    await page.keyboard.press('PageDown');
    await expect(seen).not.toHaveText(text);
  }
  expect([...shown].join('\n')).toBe(recorded);
});
