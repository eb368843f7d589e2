import { describe, expect, it } from 'vitest';
import { type PlaywrightReport, playwrightResult } from '#test/run/playwright-result.ts';

function report(...tests: readonly (readonly [status: string, reason?: string])[]): PlaywrightReport {
  const specs = tests.map(([status, reason], index) => ({
    title: `test ${index + 1}`,
    tests: [{ status, annotations: reason === undefined ? [] : [{ description: reason }] }],
  }));
  return { suites: [{ specs: specs.slice(0, 1), suites: [{ specs: specs.slice(1) }] }], errors: [] };
}

describe('playwrightResult', () => {
  it('counts tests of files and of groups in them; one that passed at the second try only has failed', () => {
    const given = report(['expected'], ['unexpected'], ['flaky'], ['skipped', 'no printer']);
    expect(playwrightResult('desktop', given, 1)).toEqual({
      name: 'desktop',
      passed: 1,
      failed: 2,
      skipped: ['test 4'],
    });
  });

  it('counts what fails outside of tests', () => {
    const given = { ...report(['expected']), errors: [{ message: 'does not load' }] };
    expect(playwrightResult('desktop', given, 1)).toMatchObject({ passed: 1, failed: 1, problem: 'does not load' });
    expect(playwrightResult('desktop', report(['expected']), 1)).toMatchObject({ passed: 1, failed: 1 });
    expect(playwrightResult('desktop', undefined, 'SIGKILL')).toMatchObject({ failed: 1, passed: 0 });
  });

  it('says in one line why nothing ran', () => {
    const given = report(['skipped', 'no Electron here'], ['skipped', 'no Electron here']);
    expect(playwrightResult('desktop', given, 0)).toMatchObject({ skipped: [], failed: 0, notRun: 'no Electron here' });
    expect(playwrightResult('desktop', report(), 0)).toMatchObject({ failed: 0, notRun: 'has no tests' });
  });
});
