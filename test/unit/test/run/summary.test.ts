import { describe, expect, it } from 'vitest';
import { scriptResult, summaryLines, type VitestReport, vitestResult } from '#test/run/summary.ts';

function report(...files: readonly (readonly [file: string, status: string, ...tests: string[]])[]): VitestReport {
  return {
    testResults: files.map(([name, status, ...tests]) => ({
      name,
      status,
      assertionResults: tests.map((test, index) => ({ fullName: `test ${index + 1}`, status: test })),
    })),
  };
}

describe('vitestResult', () => {
  it('counts tests', () => {
    const given = report(
      ['a.test.ts', 'failed', 'passed', 'failed'],
      ['b.test.ts', 'passed', 'passed', 'skipped', 'todo'],
    );
    expect(vitestResult('unit', given, 1)).toEqual({
      name: 'unit',
      passed: 2,
      failed: 1,
      skipped: ['test 2', 'test 3'],
    });
  });

  it('counts a file that does not load as one failure, and names it', () => {
    const given = report(['a.test.ts', 'failed'], ['b.test.ts', 'passed', 'passed']);
    expect(vitestResult('unit', given, 1)).toMatchObject({
      passed: 1,
      failed: 1,
      problem: 'did not load: a.test.ts',
    });
  });

  it('counts a bad end without a failed test (an unhandled error) as one failure', () => {
    expect(vitestResult('unit', report(['a.test.ts', 'passed', 'passed']), 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  it('counts a missing report as one failure, whatever the exit code', () => {
    expect(vitestResult('unit', undefined, 'SIGKILL')).toMatchObject({
      failed: 1,
      problem: 'left no report (SIGKILL)',
    });
    expect(vitestResult('unit', undefined, 0)).toMatchObject({ failed: 1 });
  });

  it('says so when there was nothing to run', () => {
    expect(vitestResult('chaos', report(), 0)).toMatchObject({ failed: 0, notRun: 'has no tests' });
    expect(vitestResult('chaos', report(), 1)).toMatchObject({ failed: 1 });
  });
});

describe('summaryLines', () => {
  const unit = vitestResult('unit', report(['a.test.ts', 'passed', 'passed', 'passed']), 0);

  it('ends with the totals', () => {
    expect(summaryLines([scriptResult('lint', 0), unit])).toEqual(['2 passed, 0 failed']);
  });

  it('counts a failed step as one failure and names it', () => {
    expect(summaryLines([scriptResult('lint', 1), unit])).toEqual([
      'Failed: lint, 1 (exit code 1)',
      '2 passed, 1 failed',
    ]);
  });

  it('names suites that did not run and tests that were skipped', () => {
    const e2e = vitestResult('e2e', report(['a.test.ts', 'passed', 'passed', 'skipped']), 0);
    expect(summaryLines([unit, vitestResult('chaos', report(), 0), e2e])).toEqual([
      'Suites not run: chaos (has no tests)',
      'Tests skipped: e2e: test 2',
      '3 passed, 0 failed, 1 skipped',
    ]);
  });
});
