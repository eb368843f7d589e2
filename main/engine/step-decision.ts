import { durationMs } from '#shared/lib/duration.ts';
import type { Verdict } from '#shared/run/verdict.ts';
import { putQuestion } from './act-question.ts';
import type { Decided } from './advance.ts';
import { nextHumanCheck } from './answered-step.ts';
import { approvalQuestion, needsApproval } from './approval.ts';
import { mustAct } from './needed-outputs.ts';
import { settleUndo } from './rollback.ts';
import type { RunState, StepState } from './state.ts';
import { checkStrengths, describe, isGreen, stepStrength, weigh } from './strength.ts';
import { resolveMessage } from './variables.ts';

/** The decision that a step's newest reading, report, timer or answer asks for. */
export function nextStepDecision(state: RunState, at: number): Decided | undefined {
  for (const step of state.steps) {
    const decision = decideStep(state, step, at);
    // Whatever else a pause lets through, an act it does not.
    if (decision !== undefined && !(state.pause !== null && decision.type === 'act.started')) return decision;
  }
  return undefined;
}

function decideStep(state: RunState, step: StepState, at: number): Decided | undefined {
  if (step.status === 'settled' || step.status === 'pending') return undefined;
  const isLost = step.acting !== null && step.acting.generation !== state.generation;
  if (isLost && step.acting !== null) {
    return { type: 'step.doubted', data: { stepId: step.step.id, try: step.acting.try, undo: step.acting.undo } };
  }
  const question = putQuestion(step);
  if (question !== undefined) return question;
  const failure = failureThatHolds(state);
  if (failure !== undefined) {
    const held = heldBack(state, step, failure);
    if (held !== undefined) return held;
  }
  switch (step.status) {
    case 'checking':
      return step.fresh === 'before' || step.fresh === 'retry' ? decideBefore(state, step, at) : undefined;
    case 'waiting':
      return decideAnswer(step);
    case 'acting':
      return step.fresh === 'act' ? failTry(step, step.report?.error?.message ?? 'the act failed', at) : undefined;
    case 'verifying':
      return step.fresh === 'after' ? decideAfter(state, step, at) : undefined;
    case 'doubt':
      return decideDoubt(state, step, at);
    case 'undoing':
      return step.fresh === 'undo' ? decideUndo(step) : undefined;
    case 'backoff':
      return undefined;
  }
}

/** The failure after which no step acts forward any more. */
function failureThatHolds({ failure, undoOrder }: RunState): NonNullable<RunState['failure']> | undefined {
  return failure !== null && failure.policy !== 'pause' && undoOrder === null ? failure : undefined;
}

/** Settles a step that has not acted, or that waits for another try, once the run is failing. */
function heldBack(state: RunState, step: StepState, failure: NonNullable<RunState['failure']>): Decided | undefined {
  const stepId = step.step.id;
  const why = whyHeld(state, failure);
  switch (step.status) {
    case 'checking':
      if (step.tries > 0) return settled(stepId, 'failed', `${step.reason}; ${why}`);
      return settled(
        stepId,
        state.timedOut && stepId === failure.stepId ? 'failed' : 'canceled',
        `did not act: ${why}`,
      );
    case 'backoff':
      return settled(stepId, 'failed', `${step.reason}; ${why}`);
    case 'acting':
      return step.fresh === 'act' ? settled(stepId, 'failed', step.report?.error?.message ?? why) : undefined;
    case 'pending':
    case 'waiting':
    case 'verifying':
    case 'doubt':
    case 'undoing':
    case 'settled':
      return undefined;
  }
}

function whyHeld(state: RunState, failure: NonNullable<RunState['failure']>): string {
  return state.timedOut ? failure.reason : `${failure.stepId} failed`;
}

function settled(stepId: string, verdict: Verdict, reason: string): Decided {
  return { type: 'step.settled', data: { stepId, verdict, strength: null, reason, checks: [] } };
}

function decideBefore(state: RunState, step: StepState, at: number): Decided {
  const { step: plan } = step;
  const stepId = plan.id;
  if (step.readError !== null)
    return settled(stepId, step.tries > 0 ? 'failed' : 'blocked', `cannot be prepared: ${step.readError}`);
  if (step.fresh === 'before') {
    const gate = weigh(plan.before, step.preconditions);
    if (!isGreen(gate)) {
      return settled(stepId, 'blocked', `precondition ${describe([...gate.red, ...gate.unreadable]) || 'not read'}`);
    }
  }
  const newest = step.fresh === 'retry' ? step.after : step.before;
  if (isGreen(weigh(plan.verify, newest))) {
    if (step.tries > 0) return verified(step, 'the checks turned green before another try');
    if (!mustAct(state.plan, plan)) return satisfied(step);
  }
  if (needsApproval(state, plan) && !step.approved && step.tries === 0 && !state.policy.approve) {
    return { type: 'wait.opened', data: approvalQuestion(state, plan, at) };
  }
  if (plan.do.human !== undefined) return formQuestion(state, step, plan.do.human, at);
  return { type: 'act.started', data: { stepId, try: step.tries + 1, undo: false } };
}

function formQuestion(
  state: RunState,
  step: StepState,
  human: NonNullable<StepState['step']['do']['human']>,
  at: number,
): Decided {
  return {
    type: 'wait.opened',
    data: {
      stepId: step.step.id,
      kind: 'form',
      message: resolveMessage(state, human.ask),
      fields: human.fields,
      decisions: [],
      reasonRequired: false,
      expiresAt: human.expires === undefined ? null : at + durationMs(human.expires),
    },
  };
}

/** A refused or expired question settles its step; the other answers were taken up as they came. */
function decideAnswer(step: StepState): Decided | undefined {
  const stepId = step.step.id;
  if (step.fresh === 'expired') return settled(stepId, 'expired', 'nobody answered in time');
  if (step.fresh !== 'answer') return undefined;
  const last = step.answers.at(-1);
  if (last?.answer.kind !== 'deny') return undefined;
  return settled(stepId, 'denied', `denied by ${last.actor.name}${last.reason === null ? '' : `: ${last.reason}`}`);
}

function decideAfter(state: RunState, step: StepState, at: number): Decided {
  const stepId = step.step.id;
  if (step.readError !== null)
    return settled(stepId, 'indeterminate', `the checks could not be read: ${step.readError}`);
  const outcome = weigh(step.step.verify, step.after);
  if (outcome.red.length > 0) return failTry(step, describe(outcome.red), at);
  if (outcome.unreadable.length > 0)
    return settled(stepId, 'indeterminate', `could not be read: ${describe(outcome.unreadable)}`);
  const human = nextHumanCheck(step);
  if (human >= 0) return confirmQuestion(state, step, human);
  if (outcome.missing.length > 0) return settled(stepId, 'indeterminate', 'a check was not read');
  return verified(step, '');
}

function confirmQuestion(state: RunState, step: StepState, index: number): Decided {
  return {
    type: 'wait.opened',
    data: {
      stepId: step.step.id,
      kind: 'confirm',
      message: resolveMessage(state, step.step.verify[index]?.human ?? ''),
      fields: {},
      decisions: [],
      reasonRequired: false,
      expiresAt: null,
    },
  };
}

function satisfied(step: StepState): Decided {
  const checks = step.step.verify.map(() => 'satisfied' as const);
  const data = {
    stepId: step.step.id,
    verdict: 'satisfied',
    strength: 'satisfied',
    reason: 'every check was green before',
    checks,
  } as const;
  return { type: 'step.settled', data };
}

function verified(step: StepState, reason: string): Decided {
  const checks = checkStrengths(step.step.verify, step.before, step.after);
  const strength = stepStrength(step.step.verify, checks);
  return { type: 'step.settled', data: { stepId: step.step.id, verdict: 'verified', strength, reason, checks } };
}

/** Another try by the step's policy, or the end of the step. */
function failTry(step: StepState, reason: string, at: number): Decided {
  const { retry } = step.step;
  const stepId = step.step.id;
  const tries = (retry?.attempts ?? 1) + step.extraTries;
  if (step.report?.stopped === true || retry === undefined || step.tries >= tries)
    return settled(stepId, 'failed', reason);
  const wait = Math.min(durationMs(retry.backoff) * retry.factor ** (step.tries - 1), durationMs(retry.max));
  return { type: 'retry.scheduled', data: { stepId, try: step.tries + 1, at: at + Math.round(wait), reason } };
}

/**
 * An act was cut off: nobody knows whether it took effect. The checks decide, by the step's own rule. `onInterrupt: retry` acts
 * again first, once at least, but an act that ends its worker every time is not done for ever. Nothing acts again in a run that fails.
 */
function decideDoubt(state: RunState, step: StepState, at: number): Decided | undefined {
  const { onInterrupt, id: stepId, retry } = step.step;
  const mayRepeat = step.step.effect !== 'irreversible';
  const failure = failureThatHolds(state);
  const tries = (retry?.attempts ?? 1) + step.extraTries;
  const again: Decided = { type: 'act.started', data: { stepId, try: step.tries + 1, undo: false } };
  const inDoubt = (detail: string) =>
    settled(stepId, 'indeterminate', `interrupted in the middle of its act; ${detail}`);
  switch (onInterrupt) {
    case 'fail':
      return settled(stepId, 'failed', 'interrupted in the middle of its act');
    case 'ask':
      return inDoubt('the plan asks for a decision');
    case 'retry':
      if (!mayRepeat) return inDoubt('it cannot be repeated');
      if (failure === undefined && step.tries < Math.max(2, tries)) return again;
      break;
    case 'verify':
      break;
  }
  if (step.fresh !== 'recovery') return undefined;
  if (step.readError !== null) return inDoubt(`its checks could not be read: ${step.readError}`);
  const outcome = weigh(step.step.verify, step.after);
  if (outcome.red.length > 0) {
    if (!mayRepeat) return inDoubt(`it cannot be repeated, and ${describe(outcome.red)}`);
    const reason = `interrupted in the middle of its act, and ${describe(outcome.red)}`;
    if (failure !== undefined) return settled(stepId, 'failed', `${reason}; ${whyHeld(state, failure)}`);
    return step.tries < tries ? again : failTry(step, reason, at);
  }
  if (outcome.unreadable.length > 0) return inDoubt(`could not be read: ${describe(outcome.unreadable)}`);
  const human = nextHumanCheck(step);
  if (human >= 0) return confirmQuestion(state, step, human);
  if (outcome.missing.length > 0) return inDoubt('a check was not read');
  return verified(step, 'interrupted in the middle of its act; its checks are green');
}

/** An undo that was cut off is done again, unless the checks already read as before. */
function decideUndo(step: StepState): Decided {
  const result = settleUndo(step);
  const wasCut = step.undoActed && !step.acts.some((act) => act.undo);
  if (wasCut && result.verdict !== 'restored') {
    return { type: 'act.started', data: { stepId: step.step.id, try: 2, undo: true } };
  }
  return { type: 'undo.settled', data: result };
}
