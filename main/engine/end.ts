import { type Strength, weakest } from '#shared/run/verdict.ts';
import type { Decided } from './advance.ts';
import { askDecision } from './question.ts';
import { nextUndo, undoOrder } from './rollback.ts';
import { isActive, type RunState, type StepState, stepState } from './state.ts';

/** What to do when no step can move on: undo, ask, give the lane back, or finish. */
export function nextEndDecision(state: RunState): Decided | undefined {
  if (state.undoOrder !== null) return nextUndoDecision(state);
  if (state.steps.some(isActive)) return undefined;
  const waiting = state.steps.find((step) => step.wait !== null);
  if (state.failure !== null) return nextFailureDecision(state, state.failure);
  if (waiting !== undefined) return { type: 'run.parked', data: { reason: waiting.wait?.message ?? '' } };
  return finishGood(state);
}

function nextFailureDecision(state: RunState, failure: NonNullable<RunState['failure']>): Decided {
  const failed = stepState(state, failure.stepId);
  const waiting = state.steps.find((step) => step.wait !== null);
  if (failure.policy === 'pause') {
    if (failed.wait === null) return askDecision(failed, `“${failed.step.title}” failed: ${failure.reason}`);
    return { type: 'run.parked', data: { reason: failed.wait.message } };
  }
  if (waiting !== undefined) return abandonQuestion(waiting, failed);
  const order = failure.policy === 'rollback' ? undoOrder(state) : [];
  if (order.length > 0) return { type: 'rollback.started', data: { order, reason: failure.reason } };
  return finishBad(state, failure.policy === 'stop' ? state.acted : []);
}

/** A question that the failure of another step made idle. */
function abandonQuestion(step: StepState, failed: StepState): Decided {
  const stepId = step.step.id;
  const reason = `not answered before ${failed.step.id} failed`;
  if (step.verdict !== null) {
    return {
      type: 'step.settled',
      data: { stepId, verdict: step.verdict, strength: null, reason: step.reason, checks: step.checks },
    };
  }
  return {
    type: 'step.settled',
    data: { stepId, verdict: step.tries > 0 ? 'indeterminate' : 'canceled', strength: null, reason, checks: [] },
  };
}

function nextUndoDecision(state: RunState): Decided | undefined {
  const step = nextUndo(state);
  if (step === undefined) return finishBad(state, state.left);
  const stepId = step.step.id;
  if (step.status !== 'undoing') return { type: 'undo.started', data: { stepId } };
  if (step.step.undo === undefined || step.undoActed) return undefined;
  return { type: 'act.started', data: { stepId, try: 1, undo: true } };
}

function finishBad(state: RunState, left: readonly string[]): Decided {
  const failed = state.failure === null ? undefined : stepState(state, state.failure.stepId);
  const isUnread = failed?.verdict === 'indeterminate';
  const rollback = state.undoOrder === null ? 'none' : left.length === 0 ? 'verified' : 'failed';
  const tail =
    rollback === 'verified'
      ? '; rolled back, verified'
      : rollback === 'failed'
        ? `; rollback failed, left: ${left.join(', ')}`
        : '';
  return {
    type: 'run.finished',
    data: {
      verification: isUnread && rollback === 'none' ? 'indeterminate' : 'failed',
      strength: null,
      rollback,
      reason: `${failed?.step.id ?? ''}: ${state.failure?.reason ?? 'the time of the run is up'}${tail}`,
      left,
    },
  };
}

function finishGood(state: RunState): Decided {
  const strengths = state.steps
    .map((step) => step.strength)
    .filter((strength): strength is Strength => strength !== null);
  const isProved = strengths.length > 0;
  return {
    type: 'run.finished',
    data: {
      verification: isProved ? 'passed' : 'indeterminate',
      strength: weakest(strengths) ?? null,
      rollback: 'none',
      reason: isProved ? '' : 'every step was skipped, so nothing was verified',
      left: [],
    },
  };
}
