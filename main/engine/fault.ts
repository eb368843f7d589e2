import type { Decided } from './advance.ts';
import { nextQuestion } from './question.ts';
import { isActive, type RunState } from './state.ts';

/**
 * After the product itself failed, trying again on its own might fail for ever, or do harm: what was under way is
 * indeterminate, and a person decides. An undo that was under way is named as left, and undoing goes on with the next.
 */
export function nextFaultDecision(state: RunState): Decided | undefined {
  if (state.fault === null) return undefined;
  const reason = `stopped on a fault of the product: ${state.fault}`;
  const isForward = state.undoOrder === null;
  const open =
    state.steps.find(isActive) ?? (isForward ? state.steps.find((step) => step.status === 'pending') : undefined);
  const isAsked = state.steps.some((step) => step.verdict === 'indeterminate');
  if (open !== undefined && (isActive(open) || !isAsked)) {
    const stepId = open.step.id;
    if (open.status === 'undoing') return { type: 'undo.settled', data: { stepId, verdict: 'unreadable', reason } };
    return { type: 'step.settled', data: { stepId, verdict: 'indeterminate', strength: null, reason, checks: [] } };
  }
  return (
    nextQuestion(state) ??
    (state.steps.some((step) => step.wait !== null) ? { type: 'run.parked', data: { reason } } : undefined)
  );
}
