import { describeExit, type Exit, type SuiteResult } from './summary.ts';

interface ReportedSuite {
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly annotations: readonly { readonly description?: string }[];
    }[];
  }[];
  readonly suites?: readonly ReportedSuite[];
}

/** The part of Playwright's JSON report that is read. */
export interface PlaywrightReport {
  readonly suites: readonly ReportedSuite[];
  readonly errors: readonly { readonly message?: string }[];
}

/**
 * Counts tests. A test that passed only when tried again counts as failed, and so does whatever fails outside of tests. Where no
 * test ran for one and the same reason, the suite did not run, and says why.
 */
export function playwrightResult(name: string, report: PlaywrightReport | undefined, exit: Exit): SuiteResult {
  if (report === undefined) {
    return { name, passed: 0, failed: 1, skipped: [], problem: `left no report (${describeExit(exit)})` };
  }
  const tests = report.suites
    .flatMap(specsOf)
    .flatMap((spec) => spec.tests.map((test) => ({ title: spec.title, ...test })));
  const passed = tests.filter((test) => test.status === 'expected').length;
  const skipped = tests.filter((test) => test.status === 'skipped');
  const failed = tests.length - passed - skipped.length + report.errors.length;
  const result = { name, passed, failed, skipped: skipped.map((test) => test.title) };
  if (report.errors.length > 0) return { ...result, problem: report.errors.map((error) => error.message).join('; ') };
  if (failed === 0 && exit !== 0) return { ...result, failed: 1, problem: `ended badly (${describeExit(exit)})` };
  if (tests.length === 0) return { ...result, notRun: 'has no tests' };
  const reasons = new Set(skipped.map((test) => test.annotations.at(-1)?.description));
  const [reason] = reasons;
  if (skipped.length === tests.length && reasons.size === 1 && reason !== undefined) {
    return { ...result, skipped: [], notRun: reason };
  }
  return result;
}

function specsOf(suite: ReportedSuite): NonNullable<ReportedSuite['specs']> {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
}
