import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConformanceRun, requiredScenarios, runConformance } from '#test/conformance/mcp/run-conformance.ts';
import { startFixture } from './fixture-endpoint.ts';

const MINUTES = 180_000;

describe.each([
  { revision: '2025-11-25', required: 30 },
  { revision: '2026-07-28', required: 37 },
])('the official suite for $revision', ({ revision, required }) => {
  const scenarios = requiredScenarios('server', revision);
  let fixture: Awaited<ReturnType<typeof startFixture>>;
  let run: ConformanceRun;

  beforeAll(async () => {
    fixture = await startFixture();
    run = await runConformance('server', ['--url', fixture.url, '--requirements', revision]);
  }, MINUTES);
  afterAll(() => fixture.close());

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
    'fails a server that lacks what it asks for',
    async () => {
      const fixture = await startFixture({ broken: true });
      try {
        const run = await runConformance('server', ['--url', fixture.url, '--requirements', '2025-11-25']);
        expect(run.code).not.toBe(0);
        expect(run.scenarios.get('tools-call-simple-text')?.passed).toBe(false);
        expect(run.scenarios.get('prompts-get-simple')?.passed).toBe(true);
      } finally {
        await fixture.close();
      }
    },
    MINUTES,
  );

  it(
    'fails where nothing answers, and where the token is missing',
    async () => {
      const fixture = await startFixture();
      const scenario = ['--scenario', 'ping', '--spec-version', '2025-11-25'];
      const refused = await runConformance('server', ['--url', fixture.urlWithoutToken, ...scenario]);
      await fixture.close();
      const silent = await runConformance('server', ['--url', fixture.url, ...scenario]);
      for (const run of [refused, silent]) {
        expect(run.code).not.toBe(0);
        expect(run.scenarios.get('ping')?.passed).toBe(false);
      }
    },
    MINUTES,
  );
});
