import { durationMs } from '#shared/lib/duration.ts';
import type { Answer, TimerKind } from '#shared/run/event.ts';
import type { ReadPhase } from '#shared/run/reading.ts';
import { awaitsSweep } from './cancel.ts';
import { isHeldStep } from './hold.ts';
import type { RunState, StepState } from './state.ts';

/** Something that the owner of a run has to do now. Its key is the same as long as it is the same piece of work. */
export type Effect =
  | {
      readonly kind: 'read';
      readonly key: string;
      readonly stepId: string;
      readonly phase: ReadPhase;
      readonly try: number;
    }
  | {
      readonly kind: 'act';
      readonly key: string;
      readonly stepId: string;
      readonly try: number;
      readonly undo: boolean /** End it: the run is canceled or out of time. */;
      readonly stop: 'canceled' | 'timeout' | null;
      /** A person's answer to what the act asked, to be handed to it. */
      readonly answered: { readonly question: number; readonly answer: Answer } | null;
    }
  | {
      readonly kind: 'timer';
      readonly key: string;
      readonly stepId: string | null;
      readonly timer: TimerKind /** ms UTC. */;
      readonly at: number;
    }
  /** End every process that the run started. */
  | { readonly kind: 'sweep'; readonly key: string; readonly stepId: null };

/** Everything that the owner of a running run has to have under way. Anything else it has under way is to be ended. */
export function effects(state: RunState): readonly Effect[] {
  if (state.execution !== 'running') return [];
  const found: Effect[] = [];
  for (const step of state.steps) {
    const effect = stepEffect(state, step);
    if (effect !== undefined) found.push(effect);
  }
  if (state.cancel !== null)
    return awaitsSweep(state) ? [{ kind: 'sweep', key: `sweep/${state.generation}`, stepId: null }] : found;
  const { timeout } = state.plan;
  if (timeout !== undefined && state.runningSince !== null && state.failure === null && state.undoOrder === null) {
    const at = state.runningSince + durationMs(timeout) - state.activeMs;
    found.push({ kind: 'timer', key: `run-timeout/${state.generation}`, stepId: null, timer: 'run-timeout', at });
  }
  return found;
}

function stepEffect(state: RunState, step: StepState): Effect | undefined {
  if (isHeldStep(state, step)) return undefined;
  const stepId = step.step.id;
  const read = (phase: ReadPhase): Effect => ({
    kind: 'read',
    key: `read/${stepId}/${phase}/${step.tries}/${step.lastSeq}`,
    stepId,
    phase,
    try: step.tries,
  });
  if (step.acting !== null) {
    const { try: attempt, undo } = step.acting;
    const stop = state.cancel !== null ? 'canceled' : state.timedOut && !undo ? 'timeout' : null;
    const key = `act/${stepId}/${attempt}/${undo ? 'undo' : 'do'}`;
    return { kind: 'act', key, stepId, try: attempt, undo, stop, answered: answerOf(step) };
  }
  // After a cancel nothing is read any more.
  if (step.fresh !== null || state.cancel !== null) return undefined;
  switch (step.status) {
    case 'checking':
      return read(step.readPhase);
    case 'verifying':
      return read('after');
    case 'doubt':
      return read('recovery');
    case 'undoing':
      return read('undo');
    case 'backoff':
      if (step.retryAt === null) return undefined;
      return { kind: 'timer', key: `retry/${stepId}/${step.tries}`, stepId, timer: 'retry', at: step.retryAt };
    case 'waiting':
      if (step.wait === null || step.wait.expiresAt === null) return undefined;
      return {
        kind: 'timer',
        key: `expiry/${stepId}/${step.wait.expiresAt}`,
        stepId,
        timer: 'expiry',
        at: step.wait.expiresAt,
      };
    case 'acting':
    case 'pending':
    case 'settled':
      return undefined;
  }
}

function answerOf({ question }: StepState): { readonly question: number; readonly answer: Answer } | null {
  if (question === null || question.answer === null) return null;
  return { question: question.question, answer: question.answer };
}
