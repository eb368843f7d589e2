import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { JsonObject } from '#shared/lib/json.ts';

/** The program of a real server from npm. */
export function serverProgram(name: 'everything' | 'filesystem' | 'memory'): string {
  const folder = dirname(createRequire(import.meta.url).resolve(`@modelcontextprotocol/server-${name}/package.json`));
  return join(folder, 'dist', 'index.js');
}

export async function openTools(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Tools' }).click();
}

export async function typeServer(page: Page, name: string, command: string, args: readonly string[]): Promise<void> {
  await page.getByRole('button', { name: 'Add server' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add server' });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await dialog.getByRole('textbox', { name: 'Command', exact: true }).fill(command);
  for (const [index, arg] of args.entries()) {
    await dialog.getByRole('button', { name: 'Add argument' }).click();
    await dialog.getByRole('textbox', { name: `Argument ${index + 1}`, exact: true }).fill(arg);
  }
  await dialog.getByRole('button', { name: 'Add server' }).click();
}

/** Approves the server whose command is shown, and waits until its tools are there. */
export async function approveShown(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: `Run ${name} on this computer` });
  await dialog.getByRole('checkbox', { name: /^I have read/ }).check();
  await dialog.getByRole('button', { name: 'Approve and connect' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(item(page, name).getByText('Connected', { exact: true })).toBeVisible();
}

/** A server in the registry. */
export function item(page: Page, name: string) {
  return page.getByRole('region', { name: 'Servers' }).locator(`[data-server="${name}"]`);
}

/** Pastes a configuration and takes all of it over. */
export async function importConfiguration(page: Page, configuration: JsonObject): Promise<void> {
  await page.getByRole('button', { name: 'Add server' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add server' });
  await dialog.getByRole('radio', { name: 'Import' }).click();
  await dialog.getByRole('textbox', { name: 'Configuration' }).fill(JSON.stringify(configuration));
  await dialog.getByRole('button', { name: 'Read configuration' }).click();
  await dialog.getByRole('button', { name: /^Import \d+ server/ }).click();
}

/** The list of tools of a server. */
export function toolsOf(page: Page, name: string) {
  return page.getByRole('region', { name: `Tools of ${name}` });
}

/** Makes a vault where tokens of servers are kept; where there is a keyring nothing is to be done. */
export async function unlockVault(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click();
  await page
    .getByRole('navigation', { name: 'Sections of the settings' })
    .getByRole('link', { name: 'Secrets', exact: true })
    .click();
  const passphrase = page.getByLabel('Passphrase for the new vault');
  await expect(passphrase.or(page.getByText('The first secret makes it'))).toBeVisible();
  if (!(await passphrase.isVisible())) return;
  await passphrase.fill('correct horse battery');
  await page.getByRole('button', { name: 'Use passphrase' }).click();
  await expect(page.getByRole('button', { name: 'Add secret' })).toBeEnabled();
}
