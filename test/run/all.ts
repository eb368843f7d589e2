import { fileURLToPath } from 'node:url';
import { runSuite } from './run-suite.ts';
import { QUICK, SUITES } from './suites.ts';
import { type SuiteResult, summaryLines } from './summary.ts';

// Usage: node test/run/all.ts [--quick | SUITE…]. Without arguments everything runs. Ends with `N passed, N failed`.
const root = fileURLToPath(new URL('../..', import.meta.url));
const args = process.argv.slice(2);
const wanted = args.includes('--quick') ? QUICK : args;
const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `no such suite: ${unknown.join(', ')}; there are ${SUITES.map((suite) => suite.name).join(', ')}\n`,
  );
  process.exit(2);
}

const results: SuiteResult[] = [];
for (const suite of SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  process.stdout.write(`\n== ${suite.name}\n`);
  const started = performance.now();
  const result = await runSuite(suite, root);
  results.push(result);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`== ${suite.name}: ${result.failed === 0 ? 'ok' : 'FAILED'} (${seconds} s)\n`);
  if (result.problem === 'interrupted') break;
}
process.stdout.write(`\n${summaryLines(results).join('\n')}\n`);
process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0;
