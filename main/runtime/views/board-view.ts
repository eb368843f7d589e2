import type { LaneEnds } from '#main/engine/ports/history.ts';
import type { Store } from '#main/engine/ports/store.ts';
import { summarise, summariseStep } from '#main/engine/project.ts';
import type { Board, FinishedItem, LaneView, QueueItem, RunCard, WorkerView } from '#shared/api/board.ts';
import { LANES, type Lane } from '#shared/pulser/plan.ts';
import { toolKind } from '#shared/pulser/tool-call.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { Session } from '#shared/run/session.ts';
import { runStatus, stepStatus } from '#shared/run/status.ts';
import { questionsOf } from './question-view.ts';
import { currentStep } from './run-detail.ts';
import type { RunFold, RunFolds } from './run-folds.ts';

type BoardStore = Pick<Store, 'runs' | 'history' | 'lanes' | 'instances' | 'plans'>;

/** Ended runs that a lane shows. */
const FINISHED_SHOWN = 20;
/** Most queued, and most waiting. */
const MOST_SHOWN = 500;
/** Of a long queue so many items are told why they wait. */
const EXPLAINED = 50;
const DAY_MS = 86_400_000;

/** The four lanes of a session with everything in them. `leaseMs`: how long a worker may be silent. */
export function boardOf(
  store: BoardStore,
  folds: RunFolds,
  session: Session,
  { now, leaseMs }: { readonly now: number; readonly leaseMs: number },
): Board {
  const active = store.runs.list({ sessionId: session.id, status: UNDER_WAY, limit: MOST_SHOWN });
  const placed = active.map((run) => {
    const fold = folds.get(run.runId);
    const lane = fold.state.lane ?? fold.trace.lane ?? run.lane;
    return { lane, card: runCard(fold, lane) };
  });
  const workers = store.instances
    .list()
    .filter(({ beatAt }) => now - beatAt < leaseMs)
    .map(({ id, host, kind, beatAt }): WorkerView => ({ instance: id, host, kind, beatAt }));
  const policies = store.lanes.policies();
  const queue = queueViews(store, folds, session);
  const ended = store.history.endedByLane(session.id, { most: FINISHED_SHOWN, since: now - (now % DAY_MS) });
  return {
    session,
    anyLane: queue.filter(({ run }) => run.laneWish === null),
    lanes: LANES.map((lane): LaneView => {
      const cards = placed.filter((each) => each.lane === lane).map(({ card }) => card);
      const holder = cards.find(({ run }) => run.execution === 'claimed' || run.execution === 'running') ?? cards[0];
      const { held, reserved } = policies[lane];
      return {
        lane,
        policy: { held, reserved },
        worker: workerOf(workers, holder?.run),
        active: holder ?? null,
        waiting: cards.filter((card) => card !== holder),
        queue: queue.filter(({ run }) => run.laneWish === lane),
        ...finishedItems(ended[lane]),
      };
    }),
  };
}

const UNDER_WAY = ['claimed', 'running', 'waiting', 'interrupted'] as const;

/** Kinds of process that execute whatever is queued. */
const GENERAL: ReadonlySet<string> = new Set(['worker', 'app', 'serve']);

function workerOf(workers: readonly WorkerView[], run: RunSummary | undefined): WorkerView | null {
  const owner = run?.owner ?? null;
  if (owner !== null) return workers.find(({ instance }) => instance === owner) ?? null;
  return workers.find(({ kind }) => GENERAL.has(kind)) ?? null;
}

function runCard(fold: RunFold, lane: Lane | null): RunCard {
  const { state } = fold;
  const run = { ...summarise(state), lane };
  const at = currentStep(state);
  const current = at === undefined ? undefined : state.steps[at.index];
  return {
    run,
    status: runStatus(run, at?.status ?? null),
    planTitle: state.plan.title,
    startedBy: state.creator.name,
    steps: state.steps.map((step) => ({
      id: step.step.id,
      title: step.step.title,
      tool: toolKind(step.step.do),
      state: step.status,
      status: stepStatus(summariseStep(step)),
    })),
    current: current === undefined ? null : { index: current.index, id: current.step.id, title: current.step.title },
    question: questionsOf(fold)[0] ?? null,
  };
}

function queueViews(store: BoardStore, folds: RunFolds, session: Session): readonly QueueItem[] {
  const medians = new Map<string, number | null>();
  const medianOf = (planName: string): number | null => {
    if (!medians.has(planName)) medians.set(planName, store.history.medianDuration(planName));
    return medians.get(planName) ?? null;
  };
  const titles = new Map<string, string>();
  const titleOf = (run: RunSummary): string => {
    const title = titles.get(run.planDigest) ?? store.plans.get(run.planDigest)?.title ?? run.planName;
    titles.set(run.planDigest, title);
    return title;
  };
  return store.runs.queue(session.id, MOST_SHOWN).map((run, index) => ({
    run,
    planTitle: titleOf(run),
    estimateMs: medianOf(run.planName),
    heldBy: index < EXPLAINED ? holderOf(store, folds, run) : null,
  }));
}

/** What keeps a run from starting beside its turn. That its lane is busy is its turn. */
function holderOf(store: BoardStore, folds: RunFolds, run: RunSummary): QueueItem['heldBy'] {
  const { laneHeld, heldBy } = store.runs.queuePosition(run.runId);
  if (laneHeld) {
    return { kind: 'lane', label: run.laneWish === null ? 'every lane' : `lane ${run.laneWish}`, runId: null };
  }
  if (heldBy.length === 0) return null;
  const wanted = new Set(folds.get(run.runId).locks);
  if (wanted.size === 0) return null;
  for (const runId of heldBy) {
    const lock = folds.get(runId).locks.find((each) => wanted.has(each));
    if (lock !== undefined) return { kind: 'lock', label: `${lock} (${labelOf(store, runId)})`, runId };
  }
  return null;
}

function labelOf(store: BoardStore, runId: RunId): string {
  const run = store.runs.get(runId);
  return run === undefined ? runId : `${runLabel(run.number)} ${run.planName}`;
}

function finishedItems({ rows, endedSince }: LaneEnds): Pick<LaneView, 'finished' | 'finishedToday'> {
  const finished = rows.map(
    ({ run, status, planTitle, proofs, runTimeMs }): FinishedItem => ({ run, status, planTitle, proofs, runTimeMs }),
  );
  return { finished, finishedToday: endedSince };
}
