// Events appended to a run, `batch` of them in each flushed commit.
import { evolve, foldRun } from '#main/engine/evolve.ts';
import { summarise } from '#main/engine/project.ts';
import { openControlRoom } from '#main/hosts/compose.ts';
import { keepHeapSteady } from '#main/hosts/steady-heap.ts';
import type { EventDraft } from '#shared/run/event.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { report } from '../figures.ts';

const [folder = '', count = '500', batch = '1'] = process.argv.slice(2);
keepHeapSteady();
const room = await openControlRoom({ dataDir: folder, environment: process.env });
const { store } = room;
const plan = planOf({ steps: [shellStep('a')] });
const runId = queueRun(room, plan, { workdir: folder });
let state = foldRun(plan, runId, store.runs.events(runId));

const started = performance.now();
for (let commit = 0; commit < Number(count); commit += 1) {
  const event: EventDraft<'disposition.changed'> = {
    type: 'disposition.changed',
    at: Date.now(),
    actor: room.actor,
    data: { disposition: 'open', reason: 'x'.repeat(600), by: null },
  };
  const events = Array.from({ length: Number(batch) }, () => event);
  const next = events.reduce(evolve, state);
  const outcome = store.runs.append({ runId, expectedSeq: state.seq, events, summary: summarise(next), steps: [] });
  if (!outcome.ok) throw new Error(outcome.why);
  state = next;
}
const seconds = (performance.now() - started) / 1000;
report({ perSecond: (Number(count) * Number(batch)) / seconds, commitsPerSecond: Number(count) / seconds });
process.exit(0);
