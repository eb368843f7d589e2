import { assertNever } from '#shared/lib/assert-never.ts';
import type { Rollback, Strength, Verification } from '#shared/run/verdict.ts';
import type { RunFold, Waiver } from './fold-run.ts';

/** How the run stands, waivers counted. */
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

/**
 * The verdict of an ended run. A run that did not pass is `waived` when every step that kept it from passing has a waiver;
 * steps that were never reached need one too. Whether a waiver has expired is for the reader to say: a bundle does not
 * change with time.
 */
export function runVerdict(fold: RunFold): RunVerdict {
  const { end, waivers } = fold;
  if (end === undefined) throw new RangeError('the run has not ended');
  const waived = new Set(waivers.map((waiver) => waiver.stepId));
  const open = fold.steps.filter((step) => isBadVerdict(step.verdict) && !waived.has(step.plan.id));
  const { verification } = end.data;
  const isWaived = waivers.length > 0 && verification !== 'passed' && open.length === 0;
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
