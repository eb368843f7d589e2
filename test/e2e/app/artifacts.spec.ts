import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { APP_FOLDER } from './desktop-app.ts';
import { test } from './fixtures.ts';

const PLAN = `
pulser: 1
name: note
title: Write notes
steps:
  - id: write
    title: Write them
    do: { shell: "echo hello there > note.txt; echo '{\\"word\\":\\"hello\\"}' > note.json" }
    verify: [{ name: the note is there, shell: test -f note.txt }]
    undo: { shell: rm -f note.txt note.json }
    artifacts: [note.txt, note.json]
`;

/** Runs the plan to its end by the command line. */
function runPlan(dataDir: string): void {
  const plan = join(dataDir, 'note.yaml');
  writeFileSync(plan, PLAN);
  const cli = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');
  execFileSync(process.execPath, [cli, 'run', plan, '--data-dir', dataDir], { cwd: dataDir, stdio: 'pipe' });
}

async function openArtifacts(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Artifacts', exact: true }).click();
}

test('a file is found, read and checked against its digest', async ({ startApp, dataDir }) => {
  runPlan(dataDir);
  const { page } = await startApp();
  await openArtifacts(page);
  const tree = page.getByRole('tree');
  await tree.getByRole('treeitem', { name: /note\.txt/ }).click();
  await expect(page.getByRole('main').getByText('hello there').first()).toBeVisible();
  await page.getByRole('button', { name: 'Check file again' }).click();
  await expect(page.getByText(/^Matches its record/)).toBeVisible();
  await expect(page.getByText('the note is there')).toBeVisible();
});

test('without any run the page says so', async ({ page }) => {
  await openArtifacts(page);
  await expect(page.getByRole('tree')).toBeHidden();
  await expect(page.getByText('No files yet')).toBeVisible();
});
