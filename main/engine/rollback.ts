import { hasBaseline } from '#shared/pulser/check.ts';
import type { EventData } from '#shared/run/event.ts';
import type { UndoVerdict } from '#shared/run/verdict.ts';
import { type RunState, type StepState, stepState } from './state.ts';
import { readingOf } from './strength.ts';

/** Steps that only read leave nothing to undo. */
export function isActWorthUndoing(state: RunState, stepId: string): boolean {
  return stepState(state, stepId).step.effect !== 'read';
}

/** The steps to undo: those that acted, last first. */
export function undoOrder(state: RunState): readonly string[] {
  return state.acted.toReversed();
}

/** The step that is to be undone next; `undefined` when all are done. */
export function nextUndo(state: RunState): StepState | undefined {
  return state.undoOrder?.map((id) => stepState(state, id)).find((step) => step.undo === null);
}

/**
 * Compares the readings after an undo with those before the act. What shows that it is undone is a check that reads as before:
 * one that the act had changed, or one that says, as it did then, that the work of the step is not there. A check that was
 * green all along shows nothing, and an undo that did not end well is believed only where the act had changed what is read.
 */
export function settleUndo(step: StepState): EventData['undo.settled'] {
  const stepId = step.step.id;
  const result = (verdict: UndoVerdict, reason: string) => ({ stepId, verdict, reason });
  const failedUndo = step.acts.findLast((act) => act.undo && !act.ok);
  const hasEndedWell = step.step.undo === undefined || step.acts.some((act) => act.undo && act.ok);
  if (step.readError !== null) return result('unreadable', `the checks could not be read: ${step.readError}`);
  let hasChangedBack = false;
  let isAbsent = false;
  for (const [index, check] of step.step.verify.entries()) {
    if (check.severity === 'warn' || !hasBaseline(check)) continue;
    const before = readingOf(step.before, index);
    const now = readingOf(step.undoReadings, index);
    if (before === undefined || now === undefined) continue;
    if (now.status === 'unreadable' && before.status !== 'unreadable') {
      return result('unreadable', `${now.name} could not be read: ${now.message}`);
    }
    if (now.status !== before.status) {
      return result(
        'not-restored',
        `${now.name} was ${before.status} before the act and is ${now.status} now: ${now.message}`,
      );
    }
    if (now.status === 'unreadable') continue;
    const after = readingOf(step.after, index);
    if (after !== undefined && after.status !== 'unreadable' && after.status !== now.status) hasChangedBack = true;
    if (now.status === 'red') isAbsent = true;
  }
  if (hasChangedBack || (isAbsent && hasEndedWell)) {
    return result('restored', 'every check reads as before the act');
  }
  if (failedUndo !== undefined)
    return result('not-restored', `the undo failed: ${failedUndo.error?.message ?? 'no reason given'}`);
  return result(
    'unverified',
    'no check reads otherwise with the act than without it, so nothing shows that it is undone',
  );
}
