import { assertNever } from '#shared/lib/assert-never.ts';
import type { Rollback, Strength, Verification } from '#shared/run/verdict.ts';
import type { RunFold, Waiver } from './fold-run.ts';

/** How the run stands, waivers counted that count at the time of the question. */
export interface RunVerdict {
  readonly execution: 'finished' | 'canceled';
  readonly verification: Verification;
  readonly strength: Strength | null;
  readonly rollback: Rollback;
  /** Steps that acted and were not restored. */
  readonly left: readonly string[];
  readonly waivers: readonly Waiver[];
}

/** True for a verdict that keeps a run from passing. */
export function isBadVerdict(verdict: string | null): boolean {
  return verdict !== 'verified' && verdict !== 'satisfied' && verdict !== 'carried' && verdict !== 'skipped';
}

/** Steps that have a waiver at a time. */
function waivedSteps(waivers: readonly Waiver[], now: number): ReadonlySet<string> {
  return new Set(waivers.filter(({ until }) => until === null || until >= now).map(({ stepId }) => stepId));
}

/** Steps that had a waiver and have none any more. */
export function expiredWaivers({ waivers }: RunFold, now: number): readonly string[] {
  const waived = waivedSteps(waivers, now);
  return [...new Set(waivers.map(({ stepId }) => stepId))].filter((stepId) => !waived.has(stepId));
}

/**
 * The verdict of an ended run. A run that did not pass is `waived` when every step that kept it from passing has a waiver;
 * steps that were never reached need one too. Whether a waiver has expired is for the reader to say, with the time of the
 * question (`now`, ms UTC): a bundle does not change with time, and counts every one.
 */
export function runVerdict(fold: RunFold, now = Number.NEGATIVE_INFINITY): RunVerdict {
  const { end, waivers } = fold;
  if (end === undefined) throw new RangeError('the run has not ended');
  const waived = waivedSteps(waivers, now);
  const open = fold.steps.filter((step) => isBadVerdict(step.verdict) && !waived.has(step.plan.id));
  const { verification } = end.data;
  const isWaived = waived.size > 0 && verification !== 'passed' && open.length === 0;
  const base = { left: end.data.left, waivers, verification: isWaived ? ('waived' as const) : verification };
  switch (end.type) {
    case 'run.finished':
      return { ...base, execution: 'finished', strength: end.data.strength, rollback: end.data.rollback };
    case 'run.canceled':
      return { ...base, execution: 'canceled', strength: null, rollback: 'none' };
    default:
      return assertNever(end, 'end');
  }
}
