import { STRENGTHS } from '#shared/run/verdict.ts';
import type { EventOf } from '../format/bundle-event.ts';
import type { RunFold, Waiver } from '../format/fold-run.ts';
import { isBlank } from '../format/step-order.ts';
import { isBadVerdict } from '../format/verdict.ts';

/** Why the run may not claim the end that it does; `undefined` when it may. */
export function judgeRun(run: RunFold): string | undefined {
  const { end } = run;
  if (end === undefined) return 'it has not ended';
  const { runId, data } = run.created;
  if (data.attemptOf?.runId === runId) return 'it continues itself';
  const waiver = run.waivers.map(judgeWaiver).find((problem) => problem !== undefined);
  if (waiver !== undefined) return waiver;
  if (end.type === 'run.finished') return judgeEnd(run, end) ?? judgeRollback(run, end);
  if (!run.isCancelAsked) return 'nobody canceled it';
  if (end.data.verification === 'passed') return 'a canceled run has not passed';
  return sameSteps(
    end.data.left,
    acted(run).filter((id) => !isRestored(run, id)),
    'left',
  );
}

function judgeWaiver({ stepId, actor, reason, at, until }: Waiver): string | undefined {
  if (actor.kind !== 'operator') return `${stepId} was waived by no person`;
  if (isBlank(reason)) return `${stepId} was waived without a reason`;
  return until !== null && until <= at ? `the waiver of ${stepId} had ended before it was given` : undefined;
}

function judgeEnd(run: RunFold, { data }: EventOf<'run.finished'>): string | undefined {
  const bad = run.steps.find((step) => isBadVerdict(step.verdict));
  const strengths = run.steps.map((step) => step.strength);
  const weakest = STRENGTHS.find((strength) => strengths.includes(strength)) ?? null;
  switch (data.verification) {
    case 'passed':
      if (bad !== undefined) return `step ${bad.plan.id} is ${bad.verdict ?? 'not run'}, so the run has not passed`;
      if (weakest === null) return 'no step was verified, so the run has not passed';
      return data.strength === weakest
        ? undefined
        : `it claims ${data.strength ?? 'no'} strength, its steps give ${weakest}`;
    case 'failed':
      return bad !== undefined || run.isTimedOut ? undefined : 'no step failed';
    case 'indeterminate':
      if (weakest === null || run.steps.some((step) => step.verdict === 'indeterminate')) return undefined;
      return 'no step is indeterminate';
    case 'pending':
    case 'waived':
      return `a finished run is not ${data.verification}`;
  }
}

function judgeRollback(run: RunFold, { data }: EventOf<'run.finished'>): string | undefined {
  const undone = run.steps.filter((step) => step.undo !== null).map((step) => step.plan.id);
  switch (data.rollback) {
    case 'none': {
      if (undone.length > 0) return 'steps were undone, but it claims no rollback';
      if (data.verification === 'passed') return sameSteps(data.left, [], 'left');
      if (acted(run).length > 0 && !mayStop(run)) return 'the plan rolls back, and nothing was undone';
      return sameSteps(data.left, acted(run), 'left');
    }
    case 'verified':
    case 'failed': {
      const left = acted(run).filter((id) => !isRestored(run, id));
      if (data.rollback === 'verified' && left.length > 0) return `the rollback left ${left.join(', ')}`;
      if (data.rollback === 'failed' && left.length === 0) return 'every step was restored';
      if (data.verification === 'passed') return 'a run that was rolled back has not passed';
      return sameSteps(data.left, left, 'left');
    }
    case 'running':
      return 'the rollback has not ended';
  }
}

/** True where what was done could stay: the plan says so, or a person did. A plan that would ask stops when its time is up. */
function mayStop(run: RunFold): boolean {
  const { onFailure } = run.plan;
  if (onFailure === 'stop' || (onFailure === 'pause' && run.isTimedOut)) return true;
  return run.steps.some(({ answers }) =>
    answers.some(({ answer }) => answer.kind === 'decide' && answer.decision === 'stop'),
  );
}

/** Steps that may have changed the world. */
function acted(run: RunFold): readonly string[] {
  return run.steps.filter((step) => step.hasActed && step.plan.effect !== 'read').map((step) => step.plan.id);
}

function isRestored(run: RunFold, id: string): boolean {
  return run.steps.find((step) => step.plan.id === id)?.undo?.verdict === 'restored';
}

function sameSteps(claimed: readonly string[], found: readonly string[], what: string): string | undefined {
  const isSame = claimed.length === found.length && found.every((id) => claimed.includes(id));
  return isSame
    ? undefined
    : `it says that it ${what} ${claimed.join(', ') || 'nothing'}, its events say ${found.join(', ') || 'nothing'}`;
}
