import { nodeProblem } from '../cli/node-version.ts';

// Entry of `npm start`. What it imports may not even parse on an old Node.
const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  const { openControlRoom } = await import('./open-app.ts');
  await openControlRoom(process.argv.slice(2));
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}
