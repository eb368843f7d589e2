/** What one suite came to. */
export interface SuiteResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** Names of tests that did not run. */
  readonly skipped: readonly string[];
  /** Why the suite as a whole did not run. */
  readonly notRun?: string;
  /** What went wrong outside of single tests. */
  readonly problem?: string;
}

/** The part of vitest's JSON report that is read. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** How a child ended: its exit code, or why there is none. */
export type Exit = number | string;

/** Counts tests. Whatever fails without a failed test (a file that does not load, a crash, a time-out) counts as one. */
export function vitestResult(name: string, report: VitestReport | undefined, exit: Exit): SuiteResult {
  if (report === undefined) {
    return { name, passed: 0, failed: 1, skipped: [], problem: `left no report (${describeExit(exit)})` };
  }
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const count = (status: string): number => tests.filter((test) => test.status === status).length;
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed');
  const failed = count('failed') + broken.length;
  const result = { name, passed: count('passed'), failed, skipped: skipped.map((test) => test.fullName) };
  if (tests.length === 0 && failed === 0 && exit === 0) return { ...result, notRun: 'has no tests' };
  if (failed === 0 && exit !== 0) return { ...result, failed: 1, problem: `ended badly (${describeExit(exit)})` };
  if (broken.length > 0) return { ...result, problem: `did not load: ${broken.map((file) => file.name).join(', ')}` };
  return result;
}

/** A step that holds no tests of its own: it adds nothing when it passes, and one failure when it fails. */
export function scriptResult(name: string, exit: Exit): SuiteResult {
  if (exit === 0) return { name, passed: 0, failed: 0, skipped: [] };
  return { name, passed: 0, failed: 1, skipped: [], problem: describeExit(exit) };
}

/** One line per suite that failed or did not run, one for the tests that were skipped, and the totals as the last line. */
export function summaryLines(results: readonly SuiteResult[]): readonly string[] {
  const lines = results
    .filter((result) => result.failed > 0)
    .map((result) => `Failed: ${result.name}, ${result.failed} (${result.problem ?? 'see above'})`);
  const notRun = results.filter((result) => result.notRun !== undefined);
  if (notRun.length > 0) {
    lines.push(`Suites not run: ${notRun.map((result) => `${result.name} (${result.notRun})`).join(', ')}`);
  }
  const skipped = results.flatMap((result) => result.skipped.map((test) => `${result.name}: ${test}`));
  if (skipped.length > 0) lines.push(`Tests skipped: ${skipped.join('; ')}`);
  const sum = (key: 'passed' | 'failed'): number => results.reduce((total, result) => total + result[key], 0);
  const totals = `${sum('passed')} passed, ${sum('failed')} failed`;
  return [...lines, skipped.length > 0 ? `${totals}, ${skipped.length} skipped` : totals];
}

/** How a child ended, in words. */
export function describeExit(exit: Exit): string {
  return typeof exit === 'number' ? `exit code ${exit}` : exit;
}
