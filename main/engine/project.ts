import type { Digest } from '#shared/lib/digest.ts';
import type { RunSummary, StepSummary } from '#shared/run/run.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import { cancelText } from './cancel.ts';
import { pauseText } from './pause.ts';
import type { RunState, StepState } from './state.ts';

/** The row of a run list that a state projects to. */
export function summarise(state: RunState): RunSummary {
  const waits = state.steps.flatMap((step) => (step.wait === null ? [] : [step.wait]));
  const expiries = waits.flatMap((wait) => (wait.expiresAt === null ? [] : [wait.expiresAt]));
  return {
    runId: state.runId,
    number: state.number,
    sessionId: state.sessionId,
    sessionName: state.sessionName,
    planName: state.plan.name,
    planVersion: state.plan.version,
    planDigest: state.planDigest as Digest,
    execution: state.execution,
    verification: verificationNow(state),
    disposition: state.disposition,
    rollback: state.rollback,
    strength: state.strength,
    lane: state.lane,
    laneWish: state.laneWish,
    priority: state.priority,
    owner: state.owner,
    generation: state.generation,
    reason: reasonNow(state),
    waitingFor: waits[0]?.kind ?? null,
    paused: state.pause !== null,
    canceling: isCanceling(state),
    wakeAt: expiries.length === 0 ? null : Math.min(...expiries),
    attemptOf: state.attemptOf?.runId ?? null,
    createdAt: state.createdAt,
    startedAt: state.startedAt,
    finishedAt: state.finishedAt,
    stepsDone: state.steps.filter((step) => step.status === 'settled').length,
    stepsTotal: state.steps.length,
  };
}

/** A run that waits because a step could not be read is indeterminate already; one that is under way is pending. */
function verificationNow(state: RunState): RunSummary['verification'] {
  if (state.verification !== 'pending') return state.verification;
  return state.steps.some((step) => step.verdict === 'indeterminate') ? 'indeterminate' : 'pending';
}

/** True from the moment somebody asked for the end until nothing of the run is left. */
export function isCanceling(state: RunState): boolean {
  return state.cancel !== null && !isTerminal(state.execution);
}

function reasonNow(state: RunState): string {
  if (isCanceling(state)) return cancelText('being canceled', state.cancel);
  return state.pause === null ? state.reason || askedBy(state) : pauseText(state.pause);
}

/** What the server of an act asks; empty when none does. */
function askedBy(state: RunState): string {
  if (!state.isAsking) return '';
  return state.steps.find((step) => step.question !== null && step.wait !== null)?.wait?.message ?? '';
}

/** The row of a run's step list that a step projects to. */
export function summariseStep(step: StepState): StepSummary {
  return {
    id: step.step.id,
    index: step.index,
    title: step.step.title,
    // An act whose server asks is under way and waits for a person.
    status: step.wait === null ? step.status : 'waiting',
    verdict: step.verdict,
    strength: step.strength,
    tries: step.tries,
    undo: step.undo?.verdict ?? null,
    reason: step.reason,
    outputs: step.outputs,
    startedAt: step.startedAt,
    finishedAt: step.finishedAt,
  };
}

/** The steps that are not the same object in two states of one run. */
export function changedSteps(before: RunState, after: RunState): readonly StepState[] {
  return after.steps.filter((step, index) => step !== before.steps[index]);
}
