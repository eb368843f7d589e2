import type { Decided } from './advance.ts';
import { nextEndDecision } from './end.ts';
import { isHeldStep } from './hold.ts';
import { nextQuestion } from './question.ts';
import { nextStart } from './start.ts';
import { isActive, type RunState } from './state.ts';
import { nextStepDecision } from './step-decision.ts';

/**
 * While a pause stands nothing begins: no step, no act, no undo. What is under way comes to its end and is judged; then the
 * run ends, if nothing is left to be done, or parks.
 */
export function nextPausedDecision(state: RunState, at: number): Decided | undefined {
  const decision = nextStepDecision(state, at) ?? nextQuestion(state);
  if (decision !== undefined) return decision;
  if (state.steps.some((step) => isActive(step) && !isHeldStep(state, step))) return undefined;
  return nextEnd(state) ?? parkPaused(state);
}

/** A run that is held and that nobody works on waits until the pause is lifted. */
export function parkPaused(state: RunState): Decided | undefined {
  return state.pause === null ? undefined : { type: 'run.parked', data: { reason: pauseText(state.pause) } };
}

/** Who holds a run, and why, in one line. */
export function pauseText({ actor, reason }: NonNullable<RunState['pause']>): string {
  return `paused by ${actor.name}${reason === null || reason === '' ? '' : `: ${reason}`}`;
}

function nextEnd(state: RunState): Decided | undefined {
  if (state.startedAt === null || nextStart(state) !== undefined) return undefined;
  const end = nextEndDecision(state);
  return end?.type === 'run.finished' || end?.type === 'step.settled' || end?.type === 'wait.opened' ? end : undefined;
}
