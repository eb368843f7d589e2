import type { Reading } from '#shared/run/reading.ts';
import { STRENGTHS, type Strength } from '#shared/run/verdict.ts';
import type { RunFold } from '../format/fold-run.ts';
import type { FoldedStep } from '../format/fold-step.ts';
import { isReadBefore, kindOf, needsOutputsOf, type PlanCheck } from '../format/plan-facts.ts';
import { isBadVerdict } from '../format/verdict.ts';

/** A verdict or a strength that the readings do not support. */
export interface Objection {
  readonly rule: 'verdict.unsupported' | 'strength.unsupported' | 'undo.unsupported' | 'journal.order';
  readonly message: string;
}

interface Weighed {
  readonly isGreen: boolean;
  readonly hasRed: boolean;
}

function newest(readings: readonly Reading[], check: number): Reading | undefined {
  return readings.findLast((reading) => reading.check === check);
}

/** How the checks that count stand together; a check without a reading is not green. */
function weigh(checks: readonly PlanCheck[], readings: readonly Reading[]): Weighed {
  const counted = checks.flatMap((check, index) =>
    check.severity === 'fail' ? [newest(readings, index)?.status ?? 'unread'] : [],
  );
  return { isGreen: counted.every((status) => status === 'green'), hasRed: counted.includes('red') };
}

/** The verdict table once more, from the readings alone: what a step may claim. `undefined` when it may claim what it does. */
export function judgeStep(step: FoldedStep, run: RunFold): Objection | undefined {
  return (
    judgeReadings(step) ??
    judgeActs(step) ??
    judgeVerdict(step, run) ??
    judgeStrength(step, run) ??
    judgeUndo(step) ??
    judgeOrder(step)
  );
}

/** However a step ended: it acted with leave, and not more often than it could. */
function judgeActs({ plan, tries, order }: FoldedStep): Objection | undefined {
  if (order.isUnasked) return unsupported('it acted, and nobody had approved it');
  const allowed = (plan.retry?.attempts ?? 1) + order.moreTries;
  return tries > allowed ? unsupported(`it acted ${tries} times, and ${allowed} were allowed`) : undefined;
}

function judgeOrder({ order }: FoldedStep): Objection | undefined {
  return order.problem === undefined ? undefined : { rule: 'journal.order', message: order.problem };
}

/** A reading must be of a check that the plan has. */
function judgeReadings(step: FoldedStep): Objection | undefined {
  const { before, verify } = step.plan;
  const isOf = (checks: readonly PlanCheck[]) => (reading: Reading) => {
    const check = checks[reading.check];
    return check !== undefined && kindOf(check) === reading.kind && check.severity === reading.severity;
  };
  const lists = [step.before, step.after, step.undoReadings, ...step.rereadings.map(({ readings }) => readings)];
  if (step.preconditions.every(isOf(before)) && lists.every((list) => list.every(isOf(verify)))) return undefined;
  return unsupported('a reading is of no check of the plan');
}

function judgeVerdict(step: FoldedStep, run: RunFold): Objection | undefined {
  const { plan, tries } = step;
  const after = weigh(plan.verify, step.after);
  const hasFailed = run.steps.some((other) => other !== step && other.verdict !== null && isBadVerdict(other.verdict));
  const isEnded = run.isCancelAsked || run.isTimedOut || hasFailed;
  const lastAct = step.acts.findLast((act) => !act.undo);
  const failedAct = lastAct?.ok === false && !plan.allowFailure;
  switch (step.verdict) {
    case null:
      return tries === 0 ? undefined : unsupported('it acted, and no verdict was given');
    case 'satisfied':
      return judgeSatisfied(step);
    case 'verified':
      return judgeVerified(step, failedAct);
    case 'carried':
    case 'skipped':
      if (tries > 0 || step.acts.length > 0) return unsupported(`it acted, so it is not ${step.verdict}`);
      return step.verdict === 'carried' ? judgeCarried(step, run) : judgeSkipped(step, run);
    case 'failed':
      if (after.hasRed || failedAct || step.isStopped || step.isDoubted || step.isUnread || isEnded) return undefined;
      return unsupported('nothing that was read or done has failed');
    case 'indeterminate':
      if (step.isFaulted || (tries > 0 && (!after.isGreen || step.isDoubted || step.isUnread))) return undefined;
      return unsupported('every check was read');
    case 'blocked':
      if (tries > 0) return unsupported('it acted, so it was not blocked');
      if (step.before.length === 0 || step.isUnread) return undefined;
      return weigh(plan.before, step.preconditions).isGreen ? unsupported('every precondition was green') : undefined;
    case 'denied':
      return isDenied(step) ? undefined : unsupported('nobody denied it');
    case 'expired':
      return step.isExpired ? undefined : unsupported('no question of it expired');
    case 'canceled':
      return isEnded ? undefined : unsupported('nothing ended the run before it');
  }
}

/** What an operator decides about a denied step comes after its denial. */
function isDenied(step: FoldedStep): boolean {
  return step.answers.findLast(isOfPlan)?.answer.kind === 'deny';
}

/** Neither what an operator decided later, nor what a server asked for itself. */
function isOfPlan({ answer, asker }: FoldedStep['answers'][number]): boolean {
  return answer.kind !== 'decide' && asker === undefined;
}

function judgeSatisfied(step: FoldedStep): Objection | undefined {
  const { plan } = step;
  if (step.tries > 0) return unsupported('it acted, so it was not satisfied before');
  if (plan.always) return unsupported('the plan makes it act always');
  if (!weigh(plan.before, step.preconditions).isGreen) return unsupported('a precondition was not green');
  return weigh(plan.verify, step.before).isGreen ? undefined : unsupported('not every check was green before');
}

function judgeVerified(step: FoldedStep, failedAct: boolean): Objection | undefined {
  const { plan, tries } = step;
  if (tries === 0) return unsupported('nothing was done');
  if (!weigh(plan.before, step.preconditions).isGreen) return unsupported('a precondition was not green');
  if (!weigh(plan.verify, step.after).isGreen) return unsupported('not every check was green after the act');
  const isRead = step.rereadings.length > 0 || step.answers.some(({ answer }) => answer.kind === 'decide');
  if (failedAct && !isRead) return unsupported('its act failed');
  const acts = step.acts.filter((act) => !act.undo).length;
  if (acts < tries && !step.isDoubted && !step.isFaulted) return unsupported('an act has no report');
  return undefined;
}

/** Skipped by the plan's own condition, for want of what a skipped step would have given, or in an earlier attempt. */
function judgeSkipped({ plan }: FoldedStep, run: RunFold): Objection | undefined {
  const kept = run.created.data.attemptOf?.carried.find((carried) => carried.stepId === plan.id);
  if (plan.when !== undefined || kept?.skipped === true) return undefined;
  const skipped = run.steps.filter((other) => other.verdict === 'skipped' && other.plan.id !== plan.id);
  if (skipped.some((other) => needsOutputsOf(plan, other.plan.id))) return undefined;
  return unsupported('the plan does not let it be skipped');
}

function judgeCarried(step: FoldedStep, run: RunFold): Objection | undefined {
  const kept = run.created.data.attemptOf?.carried.find((carried) => carried.stepId === step.plan.id);
  return kept === undefined || kept.skipped ? unsupported('no earlier attempt did it') : undefined;
}

function judgeStrength(step: FoldedStep, run: RunFold): Objection | undefined {
  const { verify } = step.plan;
  const kept = run.created.data.attemptOf?.carried.find((carried) => carried.stepId === step.plan.id);
  let strength: Strength | null = null;
  let checks: readonly (Strength | null)[] = verify.map(() => null);
  if (step.verdict === 'satisfied') {
    strength = 'satisfied';
    checks = verify.map(() => 'satisfied');
  } else if (step.verdict === 'verified') {
    checks = verify.map((check, index) => worth(check, newest(step.before, index), newest(step.after, index)));
    const counted = checks.filter((_, index) => verify[index]?.severity === 'fail');
    strength = STRENGTHS.findLast((candidate) => counted.includes(candidate)) ?? null;
  } else if (kept !== undefined) strength = kept.strength;
  const claims = step.checks.length === 0 ? verify.map(() => null) : step.checks;
  if (
    step.strength === strength &&
    claims.length === checks.length &&
    claims.every((claim, i) => claim === checks[i])
  ) {
    return undefined;
  }
  const message = `it claims ${step.strength ?? 'no'} strength, its readings give ${strength ?? 'none'}`;
  return { rule: 'strength.unsupported', message };
}

function worth(check: PlanCheck, before: Reading | undefined, after: Reading | undefined): Strength | null {
  if (after?.status !== 'green') return null;
  const kind = kindOf(check);
  if (kind === 'exit') return 'weak';
  if (kind === 'human') return 'attested';
  return isReadBefore(check) && before?.status === 'red' ? 'proven' : 'observed';
}

/**
 * Only `restored` is a claim: every check that was read before reads the same now, and one of them shows it. That is one that the
 * act had changed or, where the undo ended well or the plan has none, one that is red as it was.
 */
function judgeUndo(step: FoldedStep): Objection | undefined {
  if (step.undo?.verdict !== 'restored') return undefined;
  if (!step.order.isUndoRead) return { rule: 'undo.unsupported', message: 'its checks were not read after the undo' };
  const hasEndedWell = step.plan.undo === undefined || step.acts.some((act) => act.undo && act.ok);
  let isShown = false;
  for (const [index, check] of step.plan.verify.entries()) {
    const before = newest(step.before, index);
    const now = newest(step.undoReadings, index);
    if (check.severity === 'warn' || !isReadBefore(check) || before === undefined || now === undefined) continue;
    if (before.status !== now.status) {
      return { rule: 'undo.unsupported', message: 'a check does not read as before the act' };
    }
    if (now.status === 'unreadable') continue;
    const after = newest(step.after, index)?.status ?? 'unreadable';
    const hasChangedBack = after !== 'unreadable' && after !== now.status;
    if (hasChangedBack || (now.status === 'red' && hasEndedWell)) isShown = true;
  }
  return isShown ? undefined : { rule: 'undo.unsupported', message: 'no check shows that the act is undone' };
}

function unsupported(message: string): Objection {
  return { rule: 'verdict.unsupported', message };
}
