import type { Digest } from '#shared/lib/digest.ts';
import type { ProofRecord } from '#shared/run/proof.ts';
import type { RunState, StepState } from './state.ts';
import { stepServers } from './step-servers.ts';

/** The proof record of a settled step; `undefined` while it is not settled. A later undo makes a new record of it. */
export function proofRecord(state: RunState, step: StepState, actor: ProofRecord['actor']): ProofRecord | undefined {
  if (step.verdict === null) return undefined;
  const servers = stepServers(state.servers, step.step);
  return {
    record: 1,
    runId: state.runId,
    stepId: step.step.id,
    planDigest: state.planDigest as Digest,
    attemptOf: state.attemptOf?.runId ?? null,
    generation: state.generation,
    actor,
    effect: step.step.effect,
    inputs: state.inputs,
    secrets: state.secrets,
    ...(servers.length === 0 ? {} : { servers }),
    startedAt: step.startedAt,
    finishedAt: step.finishedAt,
    preconditions: step.preconditions,
    before: step.before,
    after: step.after,
    rereadings: step.rereadings,
    acts: step.acts,
    answers: step.answers,
    tries: step.tries,
    verdict: step.verdict,
    strength: step.strength,
    checks: step.checks,
    reason: step.reason,
    undo: step.undo,
    outputs: step.outputs,
    artifacts: step.artifacts,
    events: { first: step.firstSeq, last: step.lastSeq },
  };
}
