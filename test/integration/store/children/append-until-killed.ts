// Appends events as the owner of a run, and says of each that it is acknowledged, until it is killed.
import { writeSync } from 'node:fs';
import { systemClock } from '#main/kernel/clock.ts';
import { openStore } from '#main/store/open-store.ts';
import { StoreWorld, WORKER } from '#test/conformance/store/store-world.ts';

const [dataDir = ''] = process.argv.slice(2);
const store = openStore({ dataDir, clock: systemClock });
const world = new StoreWorld({ now: () => Date.now(), open: () => store });
const runId = world.queue();
const { generation } = world.mustClaim({ runId });
const summary = { ...world.get(runId), execution: 'running' as const };
const [step] = store.runs.steps(runId);
if (step === undefined) throw new Error('a run without steps');
for (let seq = 2; ; seq += 2) {
  const data = { stepId: `step-${seq}` };
  const outcome = store.runs.append({
    runId,
    expectedSeq: seq,
    fence: { owner: world.owner, generation },
    events: [
      { type: 'step.started', at: Date.now(), actor: WORKER, data },
      { type: 'step.started', at: Date.now(), actor: WORKER, data },
    ],
    summary: { ...summary, reason: `seq ${seq + 2}` },
    steps: [{ ...step, tries: seq + 2 }],
  });
  if (!outcome.ok) throw new Error(outcome.why);
  writeSync(1, `${runId} ${seq + 2}\n`);
}
