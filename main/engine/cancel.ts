import type { Decided } from './advance.ts';
import type { RunState, StepState } from './state.ts';

/**
 * After a cancel nothing acts any more. An act under way is ended by its owner, who then reports it; everything else is
 * settled at once. What was undone or done before stays as it is and is named. A run that somebody has ever executed is
 * canceled only once it was swept: by its owner or, in the queue, by whichever process looks.
 */
export function nextCancelDecision(state: RunState): Decided | undefined {
  if ((state.execution === 'claimed' && state.sweep === null) || isEndingAct(state)) return undefined;
  const open = state.steps.find((step) => step.status !== 'settled' && step.status !== 'pending');
  if (open !== undefined) return closeStep(open);
  if (awaitsSweep(state)) {
    const isInNoHands = state.execution === 'waiting' || state.execution === 'interrupted';
    return isInNoHands ? { type: 'run.requeued', data: { reason: 'to be ended' } } : undefined;
  }
  const interrupted = state.steps.some((step) => step.verdict === 'canceled' && step.tries > 0);
  const problem = state.sweep?.problem ?? null;
  return {
    type: 'run.canceled',
    data: {
      verification: interrupted || problem !== null ? 'indeterminate' : state.verification,
      reason: `${cancelText('canceled', state.cancel)}${problem === null ? '' : `; ${problem}`}`,
      left: state.acted.filter(
        (id) => !state.steps.some((step) => step.step.id === id && step.undo?.verdict === 'restored'),
      ),
    },
  };
}

/** True where all that is left to do for a canceled run is to end what it started. */
export function awaitsSweep(state: RunState): boolean {
  return state.cancel !== null && state.sweep === null && state.generation > 0 && !isEndingAct(state);
}

/** Who cancels a run, and why, in one line. */
export function cancelText(verb: 'canceled' | 'being canceled', cancel: RunState['cancel']): string {
  const reason = cancel?.reason ?? '';
  return `${verb} by ${cancel?.actor.name ?? 'nobody'}${reason === '' ? '' : `: ${reason}`}`;
}

function isEndingAct(state: RunState): boolean {
  return state.execution === 'running' && state.steps.some((step) => step.acting?.generation === state.generation);
}

function closeStep(step: StepState): Decided {
  const stepId = step.step.id;
  if (step.status === 'undoing') {
    return {
      type: 'undo.settled',
      data: { stepId, verdict: 'unverified', reason: 'canceled before the undo was verified' },
    };
  }
  if (step.verdict !== null) {
    // A question about a settled step: the verdict stands.
    return {
      type: 'step.settled',
      data: { stepId, verdict: step.verdict, strength: step.strength, reason: step.reason, checks: step.checks },
    };
  }
  const acted = step.tries > 0;
  const reason = acted ? 'canceled in the middle: its checks were not read afterwards' : 'canceled before it acted';
  return { type: 'step.settled', data: { stepId, verdict: 'canceled', strength: null, reason, checks: [] } };
}
