/** One step of the whole test run. */
export interface Suite {
  readonly name: string;
  /** A project of vitest or of Playwright whose tests are counted, or an npm script that counts one failure when it fails. */
  readonly kind: 'vitest' | 'playwright' | 'script';
  readonly timeoutMs: number;
}

const MINUTE = 60_000;
const script = (name: string, minutes = 5): Suite => ({ name, kind: 'script', timeoutMs: minutes * MINUTE });
const vitest = (name: string, minutes: number): Suite => ({ name, kind: 'vitest', timeoutMs: minutes * MINUTE });
const playwright = (name: string, minutes: number): Suite => ({
  name,
  kind: 'playwright',
  timeoutMs: minutes * MINUTE,
});

/**
 * In the order they run: what fails soonest comes first. The names of vitest suites are the projects of vitest.config.ts, those
 * of Playwright's the projects of test/e2e/playwright.config.ts.
 */
export const SUITES: readonly Suite[] = [
  script('build'),
  script('format:check'),
  script('lint'),
  script('types'),
  script('unused'),
  vitest('arch', 5),
  vitest('unit', 15),
  vitest('integration', 20),
  vitest('conformance', 15),
  vitest('chaos', 30),
  vitest('e2e', 30),
  playwright('browser', 30),
  playwright('desktop', 30),
];

/** The suites of `npm run check`: what is quick enough to run before each commit. */
export const QUICK: readonly string[] = ['format:check', 'lint', 'types', 'unused', 'arch', 'unit'];
