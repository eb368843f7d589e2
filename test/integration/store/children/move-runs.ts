// Moves queued runs of a session about, as an operator in a hurry does, and says how often it could and could not.

import { systemClock } from '#main/kernel/clock.ts';
import { commandRun } from '#main/runtime/commands.ts';
import { openStore } from '#main/store/open-store.ts';
import { errorCode } from '#shared/lib/app-error.ts';

const [dataDir = '', seed = '1', count = '0'] = process.argv.slice(2);
const store = openStore({ dataDir, clock: systemClock });
let random = Number(seed);
let moved = 0;
let refused = 0;

for (let turn = 0; turn < Number(count); turn += 1) {
  const queued = store.runs.list({ status: ['queued'], limit: 1_000 });
  const run = queued[next() % Math.max(1, queued.length)];
  const target = queued[next() % Math.max(1, queued.length)];
  if (run === undefined || target === undefined || run.runId === target.runId) continue;
  const before = next() % 4 === 0 ? null : target.runId;
  try {
    const context = { actor: { kind: 'operator', name: seed }, at: Date.now() } as const;
    if (commandRun(store, run.runId, { type: 'move', lane: 'A', before }, context).ok) moved += 1;
    else refused += 1;
  } catch (error) {
    if (errorCode(error) !== 'run.not-queued') throw error;
    refused += 1;
  }
  if (turn === 0) process.stdout.write('moving\n');
}
store.close();
process.stdout.write(`${moved} ${refused}\n`);

function next(): number {
  random = (random * 48271) % 2147483647;
  return random;
}
