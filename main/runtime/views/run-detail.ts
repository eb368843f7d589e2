import type { Store } from '#main/engine/ports/store.ts';
import { summarise } from '#main/engine/project.ts';
import { isActive, type RunState, type StepState } from '#main/engine/state.ts';
import type { RunDetail } from '#shared/api/runs.ts';
import type { RunSummary, StepStatus } from '#shared/run/run.ts';
import { isProved, runStatus } from '#shared/run/status.ts';
import { questionsOf } from './question-view.ts';
import type { RunFold } from './run-folds.ts';
import { stepDetail } from './step-detail.ts';

/** What the run screen shows at once. */
export function runDetail(store: Pick<Store, 'runs' | 'history' | 'instances'>, fold: RunFold): RunDetail {
  const { state, trace, locks } = fold;
  const run = { ...summarise(state), lane: state.lane ?? trace.lane };
  const medians = store.history.stepMedians(state.plan.name);
  const steps = state.steps.map((step) => stepDetail(fold, step, medians[step.step.id] ?? null));
  const owner = state.owner === null ? undefined : store.instances.list().find(({ id }) => id === state.owner);
  return {
    run,
    status: runStatus(run, currentStep(state)?.status ?? null),
    plan: state.plan,
    planTitle: state.plan.title,
    createdBy: state.creator,
    inputs: state.inputs,
    secrets: state.secrets,
    locks,
    policy: state.policy,
    worker: owner === undefined ? null : { host: owner.host, kind: owner.kind },
    steps,
    questions: questionsOf(fold),
    attempts: attemptChain(store, run),
    waivers: state.waivers.map(({ stepId, reason, actor, at, until }) => ({
      stepId,
      reason,
      by: actor.name,
      at,
      until,
    })),
    left: state.left,
    head: trace.head,
    proofs: { verified: steps.filter(({ summary }) => isProved(summary)).length, total: countedSteps(steps) },
  };
}

function countedSteps(steps: readonly { readonly summary: { readonly verdict: string | null } }[]): number {
  return steps.filter(({ summary }) => summary.verdict !== 'skipped').length;
}

/** The step that the run is at: the first that is under way or waits, else the one that decided that it fails. */
export function currentStep(state: RunState): { readonly index: number; readonly status: StepStatus } | undefined {
  const under = state.steps.find((step) => step.status !== 'pending' && step.status !== 'settled');
  if (under !== undefined) return { index: under.index, status: statusNow(state, under) };
  const asking = state.steps.find((step) => step.wait !== null);
  return asking === undefined ? undefined : { index: asking.index, status: asking.status };
}

/** A run waits for people only once nothing of it works any more. */
function statusNow(state: RunState, step: StepState): StepStatus {
  if (step.wait === null) return step.status;
  return state.steps.find((other) => isActive(other) && other.wait === null)?.status ?? 'waiting';
}

/** Attempts that are looked at in one chain; a chain this long says nothing more. */
const LONGEST_CHAIN = 100;

/** Runs of the same chain of attempts, oldest first: those that it continues, and those that continue it. */
function attemptChain({ runs }: Pick<Store, 'runs'>, run: RunSummary): readonly RunSummary[] {
  const before: RunSummary[] = [];
  for (let next = run.attemptOf; next !== null && before.length < LONGEST_CHAIN; ) {
    const earlier = runs.get(next);
    if (earlier === undefined) break;
    before.unshift(earlier);
    next = earlier.attemptOf;
  }
  const chain = [...before, run];
  const known = new Set(chain.map(({ runId }) => runId));
  for (let at = 0; at < chain.length && chain.length < LONGEST_CHAIN; at += 1) {
    const from = chain[at];
    if (from === undefined) break;
    for (const later of runs.attemptsOf(from.runId)) {
      if (known.has(later.runId)) continue;
      known.add(later.runId);
      chain.push(later);
    }
  }
  return chain.sort((a, b) => a.number - b.number);
}
