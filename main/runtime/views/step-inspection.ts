import type { Store } from '#main/engine/ports/store.ts';
import { stepState } from '#main/engine/state.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import type { StepInspection } from '#shared/api/runs.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import type { RunFold } from './run-folds.ts';
import type { ChainLink } from './run-trace.ts';
import { stepDetail } from './step-detail.ts';

/** What the inspector shows of one step. Throws a RangeError for an id that the plan does not have. */
export function stepInspection(store: Pick<Store, 'history' | 'runs'>, fold: RunFold, stepId: string): StepInspection {
  const { state, trace } = fold;
  const step = stepState(state, stepId);
  const medians = store.history.stepMedians(state.plan.name);
  const newest = step.acts.findLast((act) => !act.undo) ?? step.acts.at(-1);
  // What is stored is what counts; before it is, there is nothing to show.
  const proof = store.runs.proofs(state.runId).findLast((record) => record.stepId === stepId) ?? null;
  const { first, last } = trace.step(step.index);
  return {
    detail: stepDetail(fold, step, medians[stepId] ?? null),
    preconditions: step.preconditions,
    call: newest?.call ?? (step.step.do as unknown as JsonObject),
    tool: newest?.tool ?? null,
    result: newest?.result ?? null,
    outputs: step.outputs,
    proof,
    digests: {
      plan: state.planDigest as Digest,
      inputs: jsonDigest(state.inputs),
      outputs: jsonDigest(step.outputs),
      record: proof === null ? null : jsonDigest(proof),
    },
    chain: [first, last].filter((link, index): link is ChainLink => link !== null && (index === 0 || link !== first)),
  };
}
