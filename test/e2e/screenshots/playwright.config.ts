import { defineConfig } from '@playwright/test';
import type { HostOptions } from '../app/fixtures.ts';

/** Pictures of every screen, into out/screenshots: `npm run screenshots`. */
export default defineConfig<HostOptions>({
  testDir: '.',
  outputDir: '../../../test-results',
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  projects: [{ name: 'screenshots', use: { host: 'browser' } }],
});
