import { defineConfig } from '@playwright/test';
import type { HostOptions } from './app/fixtures.ts';

/** The same specs over both hosts; what only one host has stands in a folder of its own. */
export default defineConfig<HostOptions>({
  testDir: '.',
  outputDir: '../../test-results',
  fullyParallel: false,
  // Two cores: a second app would only make both slow, and time-outs lie.
  workers: 1,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'desktop', testMatch: ['app/**/*.spec.ts', 'desktop/**/*.spec.ts'], use: { host: 'desktop' } },
    { name: 'browser', testMatch: ['app/**/*.spec.ts', 'browser/**/*.spec.ts'], use: { host: 'browser' } },
  ],
});
