import { expect } from '@playwright/test';
import { test } from './fixtures.ts';
import { openRun, queueRun } from './queue-run.ts';
import { FORM } from './sample-plans.ts';

test('however quick Enter comes, the command bar opens the run that was typed', async ({ page, dataDir }) => {
  for (const lane of ['A', 'B', 'C']) queueRun(dataDir, FORM, ['--lane', lane]);
  await openRun(page, 'R-3');
  for (const label of ['R-1', 'R-2']) {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('option').filter({ hasText: 'R-3' })).toBeVisible();
    await page.keyboard.insertText(label);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: label, exact: true, level: 1 })).toBeVisible();
  }
});
