import type { ErrorData } from '#shared/lib/app-error.ts';
import { err, type Result } from '#shared/lib/result.ts';
import type { EventData } from '#shared/run/event.ts';
import type { RunState, StepState } from './state.ts';

/**
 * True for a step that a pause keeps from going on: what it would do next is an act, or readings that only an act needs. They
 * are taken anew once the pause is lifted, since they would be old by then.
 */
export function isHeldStep(state: RunState, step: StepState): boolean {
  if (state.pause === null || step.acting !== null) return false;
  switch (step.status) {
    case 'checking':
    case 'backoff':
    case 'doubt':
      return true;
    case 'undoing':
      return step.step.undo !== undefined && !step.acts.some((act) => act.undo);
    case 'pending':
    case 'waiting':
    case 'acting':
    case 'verifying':
    case 'settled':
      return false;
  }
}

/** Why a pause is refused; `undefined` when it may stand. */
export function pauseRefusal(state: RunState): Result<never, ErrorData> | undefined {
  if (state.cancel !== null) return err({ code: 'run.cancel-pending', message: 'the run is being canceled already' });
  if (state.pause === null) return undefined;
  return err({ code: 'run.paused', message: `the run was paused by ${state.pause.actor.name} already` });
}

/** Why a run cannot be moved; `undefined` when it can, as far as its own history says. */
export function moveRefusal(state: RunState, move: EventData['run.moved']): Result<never, ErrorData> | undefined {
  if (state.execution !== 'queued') {
    const hint = 'only a queued run has a place in a queue';
    return err({ code: 'run.not-queued', message: `the run is ${state.execution}`, hint });
  }
  if (move.before !== state.runId) return undefined;
  return err({ code: 'run.not-queued', message: 'a run cannot stand before itself', hint: 'name another queued run' });
}
