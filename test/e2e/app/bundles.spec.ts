import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { APP_FOLDER } from './desktop-app.ts';
import { test } from './fixtures.ts';

const PLAN = `
pulser: 1
name: note
title: Write a note
steps:
  - id: write
    title: Write it
    do: { shell: "echo hello > note.txt" }
    verify: [{ name: the note is there, shell: test -f note.txt }]
    undo: { shell: rm -f note.txt }
`;

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');

/** The bundle of a run of another data folder: signed, by a key that the app under test does not know. */
function foreignBundle(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'opsroom-foreign-'));
  const opsroom = (...words: string[]): void => {
    execFileSync(process.execPath, [CLI, ...words, '--data-dir', join(folder, 'data')], { cwd: folder, stdio: 'pipe' });
  };
  writeFileSync(join(folder, 'note.yaml'), PLAN);
  opsroom('run', 'note.yaml');
  opsroom('export', 'R-1', '--output', 'note.opsproof.zip');
  const bundle = readFileSync(join(folder, 'note.opsproof.zip'));
  rmSync(folder, { recursive: true, force: true });
  return bundle;
}

const choose = (page: Page, buffer: Buffer): Promise<void> =>
  page
    .getByLabel('Proof bundle', { exact: true })
    .setInputFiles({ name: 'note.opsproof.zip', mimeType: 'application/zip', buffer });

test('a bundle of somebody else is signed, and valid once its key is trusted', async ({ page }) => {
  await choose(page, foreignBundle());
  await expect(page.getByRole('heading', { name: 'note.opsproof.zip' })).toBeVisible();
  const main = page.getByRole('main');
  await expect(main.getByText('not of this data folder')).toBeVisible();
  await expect(main.getByText('Not here', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Trust this key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Trust this key?' });
  await expect(dialog.getByText(/SHA256:/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Trust key' })).toBeDisabled();
  await dialog.getByLabel('Whose key it is').fill('Colleague');
  await dialog.getByRole('button', { name: 'Trust key' }).click();
  await expect(main.getByText('As Colleague')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Trust this key' })).toBeHidden();
});

test('a bundle that was changed is invalid, and says where', async ({ page }) => {
  const bundle = foreignBundle();
  const middle = Math.floor(bundle.length / 2);
  bundle.writeUInt8(bundle.readUInt8(middle) ^ 0xff, middle);
  await choose(page, bundle);
  await expect(page.getByRole('alert')).toContainText('Invalid');
  await expect(page.getByRole('heading', { name: 'What does not hold' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Trust this key' })).toBeHidden();
});
