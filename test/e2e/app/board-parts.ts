import { expect, type Locator, type Page } from '@playwright/test';

/** A lane of the board that shows. */
export function lane(page: Page, letter: string): Locator {
  return page.getByRole('region', { name: `Lane ${letter}`, exact: true });
}

/** The run that a lane shows. */
export function card(page: Page, letter: string): Locator {
  return lane(page, letter).getByRole('article');
}

/** What ended in a lane. */
export function finished(page: Page, letter: string): Locator {
  return page.getByRole('list', { name: `Finished in lane ${letter}` });
}

/** Makes a session by the sidebar, as a person does. */
export async function makeSession(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New session' }).click();
  await page.getByLabel('Name of the new session').fill(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(lane(page, 'D')).toContainText('Lane D is idle');
}

/** Runs a template in a lane by keys alone: the picker of the lane, its name, and the keys that start it. */
export async function runTemplate(page: Page, letter: string, title: string): Promise<void> {
  await page.keyboard.press(`Shift+${letter}`);
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.getByLabel('Find a plan or a template').fill(title);
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await start(page, letter, title);
}

/** Runs a plan file in a lane, chosen by a person. */
export async function runFile(page: Page, letter: string, title: string, plan: string): Promise<void> {
  await page.keyboard.press(`Shift+${letter}`);
  await page
    .getByLabel('Plan file', { exact: true })
    .setInputFiles({ name: 'plan.yaml', mimeType: 'text/yaml', buffer: Buffer.from(plan) });
  await start(page, letter, title);
}

async function start(page: Page, letter: string, title: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: `Run ${title}` });
  await expect(dialog.getByRole('button', { name: new RegExp(`^Run in lane ${letter}`) })).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
}
