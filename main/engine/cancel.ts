import type { Decided } from './advance.ts';
import type { RunState, StepState } from './state.ts';

/**
 * After a cancel nothing acts any more. An act under way is ended by its owner, who then reports it; everything else is
 * settled at once. What was undone or done before stays as it is and is named.
 */
export function nextCancelDecision(state: RunState): Decided | undefined {
  const isActing = state.steps.some((step) => step.acting?.generation === state.generation);
  if (state.execution === 'running' && isActing) return undefined;
  const open = state.steps.find((step) => step.status !== 'settled' && step.status !== 'pending');
  if (open !== undefined) return closeStep(open);
  const interrupted = state.steps.some((step) => step.verdict === 'canceled' && step.tries > 0);
  const reason = state.cancel?.reason ?? '';
  return {
    type: 'run.canceled',
    data: {
      verification: interrupted ? 'indeterminate' : state.verification,
      reason: `canceled by ${state.cancel?.actor.name ?? 'nobody'}${reason === '' ? '' : `: ${reason}`}`,
      left: state.acted.filter(
        (id) => !state.steps.some((step) => step.step.id === id && step.undo?.verdict === 'restored'),
      ),
    },
  };
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
