import type { Decided } from './advance.ts';
import type { RunState, StepState } from './state.ts';

/** Asks the operator what readings alone do not say. */
export function askDecision(step: StepState, message: string): Decided {
  return {
    type: 'wait.opened',
    data: {
      stepId: step.step.id,
      kind: 'decision',
      message,
      fields: {},
      decisions: ['recheck', 'retry', 'rollback', 'stop'],
      reasonRequired: false,
      expiresAt: null,
    },
  };
}

/** A step that its readings could not settle waits for the operator. */
export function nextQuestion(state: RunState): Decided | undefined {
  if (state.failure !== null || state.undoOrder !== null) return undefined;
  const step = state.steps.find((candidate) => candidate.status === 'settled' && candidate.verdict === 'indeterminate');
  return step === undefined ? undefined : askDecision(step, `“${step.step.title}”: ${step.reason}`);
}
