import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { browserProblem, startBrowserView } from './browser-view.ts';
import { startDrawnDesktop } from './desktop-app.ts';
import { electronProblem } from './electron-here.ts';
import type { RunningApp, StartOptions } from './running-app.ts';

export interface HostOptions {
  /** Which host of the same page is driven; set by the project. */
  readonly host: 'desktop' | 'browser';
}

interface Fixtures {
  /** Data folder of this test alone, removed after it. */
  readonly dataDir: string;
  /** The running app; `start` another on the same data folder after `quit` or `kill`. */
  readonly app: RunningApp;
  /** Starts the app on a data folder; all that were started are ended after the test. */
  readonly startApp: (options?: StartOptions) => Promise<RunningApp>;
  /** The page of `app`. */
  readonly page: Page;
}

/** Specs over both hosts: `import { expect, test } from '../app/fixtures.ts'`. */
export const test = base.extend<HostOptions & Fixtures>({
  host: ['desktop', { option: true }],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of what a fixture needs from this pattern.
  dataDir: async ({}, provide) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'opsroom-app-')));
    await provide(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  },
  startApp: async ({ host, dataDir }, provide, info) => {
    const problem = host === 'desktop' ? electronProblem() : browserProblem();
    info.skip(problem !== undefined, problem);
    const started: RunningApp[] = [];
    await provide(async (options = {}) => {
      const start = host === 'desktop' ? startDrawnDesktop : startBrowserView;
      const app = await start(options.dataDir ?? dataDir, options);
      started.push(app);
      return app;
    });
    for (const app of started) await app.kill();
  },
  app: async ({ startApp }, provide) => {
    await provide(await startApp());
  },
  page: async ({ app }, provide) => {
    await provide(app.page);
  },
});
