import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { APP_FOLDER } from '../app/desktop-app.ts';
import { test } from '../app/fixtures.ts';
import { openRun } from '../app/queue-run.ts';
import { electronOf } from './electron-of.ts';

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');

const PLAN = `
pulser: 1
name: note
steps:
  - id: write
    do: { shell: "printf 'hello there' > note.txt" }
    verify: [{ shell: test -f note.txt }]
    artifacts: [note.txt]
`;

function runPlan(dataDir: string): void {
  const file = join(dataDir, 'note.yaml');
  writeFileSync(file, PLAN);
  execFileSync(process.execPath, [CLI, 'run', file, '--data-dir', dataDir], { cwd: dataDir, stdio: 'pipe' });
}

/** Gives every download a place, as the person whom the system asks does; a refused one is not asked for. */
async function watchDownloads(electron: ReturnType<typeof electronOf>, folder: string): Promise<void> {
  await electron.evaluate(({ session }, to) => {
    const downloads: { url: string; refused: boolean; state: string }[] = [];
    Object.assign(globalThis, { downloads });
    session.defaultSession.on('will-download', (event, item) => {
      const download = { url: item.getURL(), refused: event.defaultPrevented, state: 'under way' };
      downloads.push(download);
      if (!event.defaultPrevented) item.setSavePath(`${to}/${item.getFilename()}`);
      item.once('done', (_event, state) => {
        download.state = state;
      });
    });
  }, folder);
}

const downloads = (electron: ReturnType<typeof electronOf>) =>
  electron.evaluate(
    () => (globalThis as unknown as { downloads: { url: string; refused: boolean; state: string }[] }).downloads,
  );

test('a file of a run is saved where a person says, as it was', async ({ startApp, dataDir }) => {
  runPlan(dataDir);
  const app = await startApp();
  const electron = electronOf(app);
  const folder = join(dataDir, 'saved');
  mkdirSync(folder);
  await watchDownloads(electron, folder);
  await app.page.evaluate(() => {
    window.location.hash = '#/artifacts';
  });
  await app.page
    .getByRole('tree')
    .getByRole('treeitem', { name: /note\.txt/ })
    .click();
  await app.page
    .getByRole('button', { name: /^(Save|Download)/ })
    .first()
    .click();
  await expect.poll(async () => (await downloads(electron)).map(({ state }) => state)).toEqual(['completed']);
  const [download] = await downloads(electron);
  expect(download).toMatchObject({ refused: false, url: expect.stringMatching(/^blob:app:\/\/opsroom\//) });
  expect(readFileSync(join(folder, 'note.txt'), 'utf8')).toBe('hello there');
});

test('nothing else can be downloaded', async ({ app, page, dataDir }) => {
  const electron = electronOf(app);
  const folder = join(dataDir, 'saved');
  mkdirSync(folder);
  await watchDownloads(electron, folder);
  await page.evaluate(() => {
    for (const href of ['/index.html', 'data:application/octet-stream,x', 'app://opsroom/assets/x.js']) {
      const link = Object.assign(document.createElement('a'), { href, download: 'x.bin' });
      document.body.append(link);
      link.click();
    }
  });
  await electron.evaluate(({ webContents }) => {
    const [contents] = webContents.getAllWebContents();
    contents?.downloadURL('https://example.com/x.bin');
    contents?.downloadURL('app://opsroom/index.html');
  });
  await expect.poll(async () => (await downloads(electron)).length).toBeGreaterThanOrEqual(2);
  for (const download of await downloads(electron)) {
    expect(download, download.url).toMatchObject({ refused: true });
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('a bundle is exported into the folder that a person chooses', async ({ startApp, dataDir }) => {
  runPlan(dataDir);
  const app = await startApp();
  const electron = electronOf(app);
  const folder = join(dataDir, 'chosen');
  mkdirSync(folder);
  await electron.evaluate(({ dialog }, chosen) => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { asked });
    // The dialog of the system itself cannot be answered from here: what it is asked, and what comes of its answer, can.
    dialog.showOpenDialog = async (...args: unknown[]) => {
      asked.push(args.at(-1));
      return asked.length === 1 ? { canceled: true, filePaths: [] } : { canceled: false, filePaths: [chosen] };
    };
  }, folder);
  const { page } = app;
  await openRun(page, 'R-1');
  await page.keyboard.press('e');
  const box = page.getByRole('dialog', { name: 'Export proof bundle' });
  const choose = box.getByRole('button', { name: /^(Choose|Change)/ });
  await choose.click();
  await expect(box).not.toContainText(folder);
  await choose.click();
  await expect(box).toContainText(folder);
  await box.getByRole('button', { name: /^Export bundle/ }).click();
  await expect(box.getByRole('button', { name: 'Verify this bundle' })).toBeVisible({ timeout: 30_000 });
  const [bundle = ''] = readdirSync(folder);
  expect(bundle).toMatch(/\.opsproof\.zip$/);
  const asked = await electron.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked);
  expect(asked).toEqual(
    Array.from({ length: 2 }, () => expect.objectContaining({ properties: ['openDirectory', 'createDirectory'] })),
  );
  execFileSync(process.execPath, [CLI, 'verify', join(folder, bundle), '--data-dir', dataDir], { stdio: 'pipe' });
});
