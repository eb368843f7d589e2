import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from './fixtures.ts';

const SECTIONS = [
  'Identity and trust',
  'Secrets',
  'Connections',
  'Lanes',
  'Agents',
  'Notifications',
  'Data folder',
  'Theme',
  'Keys',
] as const;
const FINGERPRINT = 'SHA256:uNiVztksCsDhcc0u9e8BrrOaXNd5sKpgXJzkYxmWnTs';
const PASSPHRASE = 'correct horse battery';
const PLAN = `pulser: 1
name: read-a-table
title: Read a table
version: 1.0.0
connections:
  here: { driver: sqlite, path: "missing.db" }
steps:
  - id: empty
    title: Empty the table
    do: { sql: { connection: here, query: delete from parts } }
    verify:
      - sql: { connection: here, query: select count(*) from parts, value: 0 }
    undo: { sql: { connection: here, query: select 1 } }
`;

/** A section by the rail and the list of sections. */
async function openSection(page: Page, title: (typeof SECTIONS)[number]): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click();
  await page
    .getByRole('navigation', { name: 'Sections of the settings' })
    .getByRole('link', { name: title, exact: true })
    .click();
}

const theme = (page: Page) => page.locator('html').getAttribute('data-theme');

async function expectNoViolation(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test('theme, lanes, notifications and keys take effect at once and outlive a restart', async ({ app, startApp }) => {
  const { page } = app;
  await openSection(page, 'Theme');
  await page.getByRole('radio', { name: 'Light' }).click();
  await expect.poll(() => theme(page)).toBe('light');
  await page.getByRole('radio', { name: 'Dark' }).click();
  await expect.poll(() => theme(page)).toBe('dark');
  await page.getByRole('radio', { name: 'Light' }).click();
  await expect.poll(() => theme(page)).toBe('light');

  await openSection(page, 'Lanes');
  await page.getByRole('switch', { name: 'Hold lane B' }).click();
  await expect(page.getByRole('switch', { name: 'Hold lane B' })).toBeChecked();
  await page.getByRole('switch', { name: 'Reserve lane C' }).click();
  await expect(page.getByRole('switch', { name: 'Reserve lane C' })).toBeChecked();

  await openSection(page, 'Agents');
  await page.getByRole('radio', { name: 'None' }).click();
  await expect(page.getByText('Agents approve nothing')).toBeVisible();
  await page.getByRole('radio', { name: 'Published plans' }).click();
  await expect(page.getByText('Agents run only plans that a person published')).toBeVisible();

  await openSection(page, 'Notifications');
  await page.getByRole('switch', { name: 'Failures' }).click();
  await expect(page.getByRole('switch', { name: 'Failures' })).not.toBeChecked();

  await openSection(page, 'Keys');
  await page.getByRole('button', { name: 'Change the keys of Open plans' }).click();
  const recorder = page.getByRole('textbox', { name: 'New keys for Open plans' });
  await expect(recorder).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Also the keys of All keys (Everywhere)');
  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByRole('dialog').getByRole('status')).toBeEmpty();
  await page.getByRole('button', { name: 'Use these keys' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+L');
  await expect(page).toHaveURL(/plans$/);

  await app.quit();
  const again = (await startApp()).page;
  await expect.poll(() => theme(again)).toBe('light');
  // What is shown there is in effect.
  await openSection(again, 'Keys');
  await expect(again.getByRole('button', { name: 'Reset the keys of Open plans' })).toBeEnabled();
  await again.keyboard.press('Control+Shift+L');
  await expect(again).toHaveURL(/plans$/);
  await openSection(again, 'Lanes');
  await expect(again.getByRole('switch', { name: 'Hold lane B' })).toBeChecked();
  await expect(again.getByRole('switch', { name: 'Reserve lane B' })).not.toBeChecked();
  await expect(again.getByRole('switch', { name: 'Reserve lane C' })).toBeChecked();
  await openSection(again, 'Notifications');
  await expect(again.getByRole('switch', { name: 'Failures' })).not.toBeChecked();
  await expect(again.getByRole('switch', { name: 'Approvals' })).toBeChecked();
});

test('keys are switched off one by one or all single letters together, and reset', async ({ page }) => {
  await openSection(page, 'Keys');
  await page.getByRole('button', { name: 'Switch the keys of Open history off' }).click();
  await expect(page.getByRole('button', { name: 'Switch the keys of Open history off' })).toBeDisabled();
  await page.getByRole('button', { name: 'Reset the keys of Open history' }).click();
  await expect(page.getByRole('button', { name: 'Switch the keys of Open history off' })).toBeEnabled();

  await expect(page.getByRole('button', { name: 'Change the keys of Open history' })).toBeFocused();
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox', { name: 'Filter commands' })).toBeFocused();
  await page.keyboard.type('show proof');
  await page.getByRole('button', { name: 'Change the keys of Show proof' }).click();
  await page.keyboard.press('i');
  await page.getByRole('button', { name: 'Use these keys' }).click();
  await expect(page.getByText('Same keys as Show inspector')).toBeVisible();
  await page.getByRole('button', { name: 'Reset all keys' }).click();
  await expect(page.getByText('Same keys as Show inspector')).toHaveCount(0);

  const letters = page.getByRole('switch', { name: 'Single letters' });
  await letters.click();
  await expect(letters).not.toBeChecked();
  await page.keyboard.press('?');
  // What a later key opens shows that the one before did nothing.
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await expect(page.getByRole('dialog', { name: 'All keys' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await letters.click();
  await expect(letters).toBeChecked();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'All keys' })).toBeVisible();
});

test('a signing key is made and rotated, its public key read in three forms, and others are trusted', async ({
  page,
}) => {
  await openSection(page, 'Identity and trust');
  await page.getByRole('button', { name: 'Make signing key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make signing key' });
  await dialog.getByLabel('Passphrase (optional)').fill('short');
  await expect(dialog.getByText('Use 8 characters or more')).toBeVisible();
  await dialog.getByLabel('Passphrase (optional)').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Make signing key' }).click();
  const identity = page.getByRole('region', { name: 'Identity' });
  const first = (await identity.getByText(/^SHA256:/).textContent()) ?? '';
  await expect(identity.getByText(/^ssh-ed25519 /)).toBeVisible();
  await identity.getByRole('radio', { name: 'PEM' }).click();
  await expect(identity.getByText('-----BEGIN PUBLIC KEY-----')).toBeVisible();
  await identity.getByRole('radio', { name: 'Allowed signers' }).click();
  await expect(identity.getByText(/namespaces=/)).toBeVisible();

  await identity.getByRole('button', { name: 'Rotate key' }).click();
  const rotation = page.getByRole('dialog', { name: 'Rotate signing key' });
  await rotation.getByLabel('Passphrase (optional)').fill(PASSPHRASE);
  await rotation.getByRole('button', { name: 'Rotate signing key' }).click();
  await expect(identity.getByRole('list', { name: 'Keys before this one' })).toContainText(first);

  const trusted = page.getByRole('region', { name: 'Trusted keys' });
  await trusted.getByRole('textbox', { name: 'Whose key' }).fill('Ada');
  await trusted.getByRole('textbox', { name: 'Public key or fingerprint' }).fill('no key at all');
  await trusted.getByRole('button', { name: 'Trust key' }).click();
  await expect(page.getByText('The key is not trusted', { exact: true })).toBeVisible();
  await trusted.getByRole('textbox', { name: 'Public key or fingerprint' }).fill(FINGERPRINT);
  await trusted.getByRole('button', { name: 'Trust key' }).click();
  await expect(trusted.getByRole('list', { name: 'Trusted keys' })).toContainText(FINGERPRINT);
  await trusted.getByRole('button', { name: 'Remove trust in Ada' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove trust' }).click();
  await expect(trusted.getByText('No other keys are trusted')).toBeVisible();
});

test('secrets are set, replaced and removed by name, and their values are never shown', async ({ startApp }) => {
  const { page } = await startApp({ environment: { SHADOWED_TOKEN: 'from outside' } });
  await openSection(page, 'Secrets');
  const add = page.getByRole('button', { name: 'Add secret' });
  const passphrase = page.getByLabel('Passphrase for the new vault');
  // With a keyring there is nothing to unlock.
  await expect(passphrase.or(page.getByText('The first secret makes it'))).toBeVisible();
  if (await passphrase.isVisible()) {
    await expect(add).toBeDisabled();
    await passphrase.fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Use passphrase' }).click();
  }
  await expect(add).toBeEnabled();
  for (const name of ['DB_PASSWORD', 'SHADOWED_TOKEN']) {
    await add.click();
    const dialog = page.getByRole('dialog', { name: 'Add secret' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByLabel('Value').fill('zweihander-7741');
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
  }
  const list = page.getByRole('list', { name: 'Secrets' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(list.getByRole('listitem').filter({ hasText: 'SHADOWED_TOKEN' })).toContainText('not used');
  await expect(list.getByRole('listitem').filter({ hasText: 'DB_PASSWORD' })).not.toContainText('not used');
  await page.getByRole('button', { name: 'Replace DB_PASSWORD' }).click();
  await page.getByLabel('Value').fill('another-7742');
  await page.getByRole('button', { name: 'Store secret' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await page.content()).not.toMatch(/zweihander-7741|another-7742/);
  await page.getByRole('button', { name: 'Remove SHADOWED_TOKEN' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove secret' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(1);
});

test('connections are tested, the data folder is backed up and examined', async ({ page }) => {
  await openSection(page, 'Connections');
  await expect(page.getByText('No plan names a connection')).toBeVisible();
  await page.getByRole('link', { name: 'Open plans', exact: true }).click();
  await page
    .getByLabel('Plan files')
    .setInputFiles({ name: 'plan.yaml', mimeType: 'text/yaml', buffer: Buffer.from(PLAN) });
  await page.getByRole('button', { name: 'Publish v1' }).click();
  await expect(page.getByText('v1', { exact: true })).toBeVisible();
  await openSection(page, 'Connections');
  await expect(page.getByText('missing.db')).toBeVisible();
  await page.getByRole('button', { name: 'Test here of read-a-table' }).click();
  await expect(page.getByText(/^No answer in/)).toBeVisible();

  await openSection(page, 'Data folder');
  const backups = page.getByRole('list', { name: 'Backups' });
  const before = await backups.getByRole('listitem').count();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(backups.getByRole('listitem')).toHaveCount(before + 1);
  const findings = page.getByRole('region', { name: 'Health' }).getByRole('listitem');
  await expect(findings.first()).toBeVisible();
  expect(await findings.count()).toBeGreaterThan(3);
});

test('no section has a violation in either theme, and all of them have room in a small window', async ({
  startApp,
}) => {
  const { page } = await startApp({ size: { width: 1024, height: 640 } });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click();
  for (const title of SECTIONS) {
    await page.getByRole('button', { name: 'Sections' }).click();
    await page.getByRole('dialog').getByRole('link', { name: title, exact: true }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.locator('main [aria-busy]')).toHaveCount(0);
    for (const name of ['dark', 'light']) {
      await page.evaluate((value) => {
        document.documentElement.dataset['theme'] = value;
      }, name);
      await expectNoViolation(page);
    }
    expect(await page.evaluate(() => document.querySelector('main')?.scrollWidth)).toBeLessThanOrEqual(1024);
  }
});
