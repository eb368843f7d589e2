import type { Actor } from '#shared/run/actor.ts';
import type { WaitKind } from '#shared/run/event.ts';
import type { EventOf } from './bundle-event.ts';
import type { FoldedStep, StepEvent } from './fold-step.ts';
import { neededApproval } from './mcp-facts.ts';
import { isBadVerdict } from './verdict.ts';

/** What of a step's events shows only in their order. */
export interface StepOrder {
  /** Somebody who may has agreed to the act. */
  isAgreed: boolean;
  /** It acted where somebody had to agree, and nobody had. */
  isUnasked: boolean;
  /** The question that is open: its kind, and when nobody may answer it any more (ms UTC). */
  wait: { readonly kind: WaitKind; readonly expiresAt: number | null } | null;
  /** Its checks were read since its undo began last. */
  isUndoRead: boolean;
  /** Tries that the plan did not allow from the beginning. */
  moreTries: number;
  /** Why one of its events cannot stand where it does. */
  problem: string | undefined;
}

export function pendingOrder(): StepOrder {
  return { isAgreed: false, isUnasked: false, wait: null, isUndoRead: false, moreTries: 0, problem: undefined };
}

/** Notes what an event of a step means in its place; to be called before the step is changed by it. */
export function watchStep(
  step: FoldedStep,
  event: StepEvent,
  created: EventOf<'run.created'>,
  needs: readonly FoldedStep[],
): void {
  const { order } = step;
  order.problem ??= misplaced(step, event, needs);
  const { policy, servers = [] } = created.data;
  if (isAct(step, event) && !order.isAgreed && !policy.approve && neededApproval(servers, step.plan)) {
    order.isUnasked = true;
  }
  if (event.type === 'wait.opened') order.wait = { kind: event.data.kind, expiresAt: event.data.expiresAt ?? null };
  else if (event.type === 'wait.answered') watchAnswer(step, event, created.actor);
  else if (event.type === 'checks.read' && event.data.phase === 'undo') order.isUndoRead = true;
  else if (event.type === 'act.started' && event.data.undo) order.isUndoRead = false;
  else if (event.type === 'step.doubted' && !event.data.undo) order.moreTries += 1;
}

/** A form is done by filling it. */
function isAct(step: FoldedStep, event: StepEvent): boolean {
  if (event.type === 'act.started') return !event.data.undo;
  return event.type === 'wait.answered' && event.data.answer.kind === 'values' && step.asker === null;
}

function watchAnswer(step: FoldedStep, { actor, data }: EventOf<'wait.answered'>, creator: Actor): void {
  const { order } = step;
  const { kind, answer, allowedBy, reason } = data;
  order.wait = null;
  // What a server asked is no question of the plan.
  if (step.asker !== null) return;
  if (answer.kind === 'decide' && answer.decision === 'retry') order.moreTries += 1;
  const isGranted = allowedBy === 'all' || (allowedBy === 'others' && creator.kind !== 'agent');
  const mayAgree = actor.kind === 'operator' || (actor.kind === 'agent' && isGranted);
  if (answer.kind === 'values' && !mayAgree) order.problem ??= 'a form was filled by somebody who may not';
  if (kind === 'confirm' && actor.kind !== 'operator') order.problem ??= 'a person’s word was given by no person';
  if (answer.kind !== 'approve') return;
  if (kind === 'approval' && mayAgree && (step.plan.approve?.reason !== 'required' || !isBlank(reason))) {
    order.isAgreed = true;
  }
}

/** True where no reason was given; one that was withheld was given. */
export function isBlank(reason: unknown): boolean {
  return reason === null || (typeof reason === 'string' && reason.trim() === '');
}

function misplaced(step: FoldedStep, event: StepEvent, needs: readonly FoldedStep[]): string | undefined {
  const { acting, tries, order } = step;
  switch (event.type) {
    case 'step.started': {
      const open = needs.find(({ verdict }) => isBadVerdict(verdict));
      return open === undefined ? undefined : `it began before ${open.plan.id} had ended well`;
    }
    case 'act.started':
      if (acting !== null) return 'an act began in the middle of another';
      if (event.data.undo) return undefined;
      if (step.plan.do.human !== undefined) return 'a form is filled by a person, not by an act';
      return event.data.try === tries + 1 ? undefined : 'its tries are not counted one by one';
    case 'act.finished': {
      const isCurrent = event.data.undo ? acting === 'undo' : acting === 'do' && event.data.try === tries;
      return isCurrent ? undefined : 'an act is reported that was not under way';
    }
    case 'checks.read': {
      const { phase, try: attempt, readings, preconditions } = event.data;
      if (acting !== null) return 'its checks were read in the middle of an act';
      if ([...readings, ...preconditions].some(({ kind }) => kind === 'human')) {
        return 'a person’s word was read, and nobody gave it';
      }
      const isInPlace = phase === 'undo' || (phase === 'before') === (tries === 0);
      return isInPlace && attempt === tries ? undefined : `its checks were read ${phase} at another time than it says`;
    }
    case 'wait.answered':
      if (order.wait?.kind !== event.data.kind) return 'an answer was given to no question';
      return order.wait.expiresAt !== null && order.wait.expiresAt <= event.at
        ? 'an answer came after its question had expired'
        : undefined;
    default:
      return undefined;
  }
}
