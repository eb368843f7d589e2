import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { APP_FOLDER } from './desktop-app.ts';

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');

/** Queues a run of a plan by the command line; the app that has the data folder open executes it. */
export function queueRun(dataDir: string, plan: string, options: readonly string[] = []): void {
  const file = join(dataDir, 'queued.yaml');
  writeFileSync(file, plan);
  execFileSync(process.execPath, [CLI, 'run', file, '--detach', '--data-dir', dataDir, ...options], {
    stdio: 'pipe',
    cwd: dataDir,
  });
}

/** Shows a run by its label. */
export async function openRun(page: Page, label: string): Promise<void> {
  await page.evaluate((route) => {
    window.location.hash = route;
  }, `#/runs/${label}`);
  await page.getByRole('tree', { name: 'Steps and checks' }).waitFor();
}
