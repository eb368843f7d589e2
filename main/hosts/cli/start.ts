import { nodeProblem } from './node-version.ts';

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  const { runSample } = await import('./run-sample.ts');
  await runSample();
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}
