import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConformanceRun, requiredScenarios, runConformance } from '#test/conformance/mcp/run-conformance.ts';

const MINUTES = 300_000;
const SOURCE = fileURLToPath(new URL('./driver.ts', import.meta.url));

let folder = '';
let driver = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'opsroom-driver-'));
  driver = join(folder, 'driver.mjs');
  // The suite starts it for each scenario: from one file it is there at once.
  await build({
    entryPoints: [SOURCE],
    outfile: driver,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.18',
    banner: {
      js: "import { createRequire as driverCreateRequire } from 'node:module';\nconst require = driverCreateRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}, MINUTES);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  { revision: '2025-11-25', required: 18 },
  { revision: '2026-07-28', required: 32 },
])('the official suite for $revision', ({ revision, required }) => {
  const scenarios = requiredScenarios('client', revision);
  let run: ConformanceRun;

  beforeAll(async () => {
    const command = `${process.execPath} ${driver}`;
    run = await runConformance('client', ['--command', command, '--requirements', revision, '--timeout', '120000']);
  }, MINUTES);

  it('names as many scenarios as the revision requires, and ends well', () => {
    expect(scenarios).toHaveLength(required);
    expect(run.code, run.output).toBe(0);
  });

  it.each(scenarios)('%s', (scenario) => {
    expect(run.scenarios.get(scenario)).toEqual({ passed: true, failures: [] });
  });
});

describe('the suite itself', () => {
  it(
    'fails a client that does nothing',
    async () => {
      const run = await runConformance('client', ['--command', 'true', '--scenario', 'tools_call']);
      expect(run.code).not.toBe(0);
      expect(run.scenarios.get('tools_call')?.passed).toBe(false);
    },
    MINUTES,
  );
});
