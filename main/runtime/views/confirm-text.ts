import type { Step } from '#shared/pulser/step.ts';
import type { Answer, WaitKind } from '#shared/run/event.ts';

/**
 * What a person must type before an irreversible step may act: its id. `null` where nothing has to be typed: the step can
 * be undone, or the question does not lead to an act.
 */
export function confirmTextOf(step: Pick<Step, 'id' | 'effect'>, kind: WaitKind): string | null {
  return step.effect === 'irreversible' && (kind === 'approval' || kind === 'decision') ? step.id : null;
}

/** True for an answer after which the step acts. */
export function leadsToAct(answer: Answer): boolean {
  return answer.kind === 'approve' || (answer.kind === 'decide' && answer.decision === 'retry');
}
