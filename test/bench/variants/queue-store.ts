// Queue, claim and complete through the store, with events, projections and locks: three flushed commits for each run.
import { evolve, foldRun } from '#main/engine/evolve.ts';
import { summarise } from '#main/engine/project.ts';
import { openControlRoom } from '#main/hosts/compose.ts';
import { keepHeapSteady } from '#main/hosts/steady-heap.ts';
import { uuidv7 } from '#main/kernel/uuid.ts';
import type { EventDraft } from '#shared/run/event.ts';
import type { InstanceId } from '#shared/run/ids.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { report } from '../figures.ts';

const [folder = '', count = '500'] = process.argv.slice(2);
keepHeapSteady();
const room = await openControlRoom({ dataDir: folder, environment: process.env });
const { store } = room;
const owner = uuidv7(Date.now()) as InstanceId;
store.instances.register({ id: owner, host: 'bench', pid: process.pid, kind: 'bench', now: Date.now() });
const plan = planOf({ steps: [shellStep('a')] });

const started = performance.now();
for (let run = 0; run < Number(count); run += 1) {
  queueRun(room, plan, { workdir: folder });
  const claim = store.runs.claim({ owner, host: 'bench', now: Date.now(), leaseMs: 10_000, actor: room.actor });
  if (claim === undefined) throw new Error('nothing to claim');
  const state = foldRun(plan, claim.runId, store.runs.events(claim.runId));
  const end: EventDraft<'run.finished'> = {
    type: 'run.finished',
    at: Date.now(),
    actor: room.actor,
    data: { verification: 'failed', strength: null, rollback: 'none', reason: 'bench', left: [] },
  };
  const outcome = store.runs.append({
    runId: claim.runId,
    expectedSeq: state.seq,
    fence: { owner, generation: claim.generation },
    events: [end],
    summary: summarise(evolve(state, end)),
    steps: [],
  });
  if (!outcome.ok) throw new Error(outcome.why);
}
report({ perSecond: (Number(count) / (performance.now() - started)) * 1000 });
process.exit(0);
