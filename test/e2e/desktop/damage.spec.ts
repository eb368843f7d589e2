import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import Database from 'better-sqlite3';
import { APP_FOLDER } from '../app/desktop-app.ts';
import { test } from '../app/fixtures.ts';
import { electronOf } from './electron-of.ts';

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');
const PAGE_BYTES = 4_096;

const PLAN = `
pulser: 1
name: note
title: Write a note
steps:
  - id: write
    do: { file: { write: note.txt, content: x } }
    verify: [{ file: { path: note.txt } }]
`;

/** Overwrites pages of one table, in a database that was not closed in order. */
function damage(dataDir: string, table: string): void {
  const path = join(dataDir, 'opsroom.db');
  const db = new Database(path);
  const pages = db
    .prepare<[string], number>(`select pageno from dbstat where name = ? and pagetype = 'leaf'`)
    .pluck()
    .all(table);
  db.exec(`insert into openings (id, host, pid, boot_at, opened_at) values ('gone', 'elsewhere', 1, 0, 0)`);
  db.close();
  const file = openSync(path, 'r+');
  for (const page of pages) writeSync(file, Buffer.alloc(PAGE_BYTES, 0x5a), 0, PAGE_BYTES, (page - 1) * PAGE_BYTES);
  closeSync(file);
}

test('a database that is none has a screen of its own: what is safe, where it lies, and trying again', async ({
  startApp,
  dataDir,
}) => {
  const file = join(dataDir, 'opsroom.db');
  const bytes = 'this is no database'.repeat(1_000);
  writeFileSync(file, bytes);
  const app = await startApp();
  const electron = electronOf(app);
  await electron.evaluate(({ shell }) => {
    const revealed: string[] = [];
    Object.assign(globalThis, { revealed });
    shell.showItemInFolder = (path) => void revealed.push(path);
  });
  const screen = app.page.getByRole('alert');
  await expect(screen.getByRole('heading', { name: 'The control room cannot open its data' })).toBeVisible();
  await expect(screen).toContainText('Nothing was changed or removed.');
  await expect(screen).toContainText('no run is started or continued from here');
  await expect(screen).toContainText(dataDir);
  await screen.getByRole('button', { name: 'Show data folder' }).click();
  const revealed = () => electron.evaluate(() => (globalThis as unknown as { revealed: string[] }).revealed);
  await expect.poll(revealed).toEqual([expect.stringContaining(dataDir)]);
  await screen.getByRole('button', { name: 'Try again' }).click();
  await expect(screen).toContainText('What is safe');
  expect(readFileSync(file, 'utf8')).toBe(bytes);
  await app.quit();
  expect(readFileSync(file, 'utf8')).toBe(bytes);
});

test('a damaged database is shown as far as it can be read, and nothing is executed on it', async ({
  startApp,
  dataDir,
}) => {
  const plan = join(dataDir, 'note.yaml');
  writeFileSync(plan, PLAN);
  const opsroom = (...words: string[]): void => {
    execFileSync(process.execPath, [CLI, ...words, '--data-dir', dataDir], { cwd: dataDir, stdio: 'pipe' });
  };
  opsroom('run', plan);
  opsroom('run', plan, '--detach');
  damage(dataDir, 'steps');
  const bytes = readFileSync(join(dataDir, 'opsroom.db'));
  const app = await startApp();
  await expect(app.page.getByRole('alert').filter({ hasText: 'The store can only be read.' })).toBeVisible();
  await app.page.evaluate(() => {
    window.location.hash = '#/history';
  });
  await expect(app.page.getByRole('grid', { name: 'Runs' })).toContainText('Write a note');
  await app.quit();
  expect(readFileSync(join(dataDir, 'opsroom.db')).equals(bytes)).toBe(true);
});
