import { needsApproval } from '#main/engine/approval.ts';
import { createdState } from '#main/engine/evolve.ts';
import { mustAct, neededOutputs } from '#main/engine/needed-outputs.ts';
import { pendingStep, type RunState } from '#main/engine/state.ts';
import { isGreen, weigh } from '#main/engine/strength.ts';
import { stepVariables } from '#main/engine/variables.ts';
import { evaluateExpression } from '#main/expressions/evaluate.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { EventDraft } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { Reading } from '#shared/run/reading.ts';
import { readChecks } from './read-checks.ts';
import { openRunContext, type RunContext } from './run-context.ts';
import type { ReadingServices } from './services.ts';

/** What a run would do with a step, as far as reading can tell. */
export type DryVerdict = 'already-satisfied' | 'would-run' | 'would-skip' | 'blocked' | 'cannot-tell';

export interface DryStep {
  readonly id: string;
  readonly title: string;
  readonly effect: 'read' | 'write' | 'irreversible';
  readonly verdict: DryVerdict;
  readonly reason: string;
  /** True when the run would wait for a person before it acts. */
  readonly asks: boolean;
  readonly preconditions: readonly Reading[];
  readonly readings: readonly Reading[];
}

/** Reads every precondition and check of a plan, and never acts. Nothing is recorded. */
export async function dryRun(
  services: ReadingServices,
  plan: Plan,
  created: EventDraft<'run.created'>,
  signal: AbortSignal,
): Promise<readonly DryStep[]> {
  const state = createdState(plan, 'dry-run' as RunId, created);
  const context = await openRunContext(services, state, null);
  try {
    const steps: DryStep[] = [];
    for (const index of plan.steps.keys()) steps.push(await dryStep(services, context, state, index, steps, signal));
    return steps;
  } finally {
    await context.close();
  }
}

async function dryStep(
  services: ReadingServices,
  context: RunContext,
  state: RunState,
  index: number,
  earlier: readonly DryStep[],
  signal: AbortSignal,
): Promise<DryStep> {
  const step = state.plan.steps[index];
  if (step === undefined) throw new RangeError(`no step ${index}`);
  const base = { id: step.id, title: step.title, effect: step.effect };
  const asks = needsApproval(state, step) || step.do.human !== undefined;
  const tell = (
    verdict: DryVerdict,
    reason: string,
    readings: readonly Reading[] = [],
    preconditions: readonly Reading[] = [],
  ): DryStep => ({
    ...base,
    verdict,
    reason,
    asks: asks && verdict !== 'already-satisfied' && verdict !== 'would-skip',
    preconditions,
    readings,
  });
  const [needed] = neededOutputs(state.plan, step.id);
  if (needed !== undefined)
    return tell('cannot-tell', `needs output ${needed.output} of ${needed.stepId}, which only its act gives`);
  if (step.when !== undefined) {
    try {
      if (evaluateExpression(step.when, stepVariables(state)) !== true)
        return tell('would-skip', `\`when\` is false: ${step.when}`);
    } catch (error) {
      return tell('cannot-tell', `\`when\` cannot be decided: ${errorMessage(error)}`);
    }
  }
  const request = { state, step: pendingStep(step, index), phase: 'before', report: null, signal } as const;
  const { preconditions, readings } = await readChecks(services, context, request);
  // What an earlier step will change, this one's readings do not show yet.
  const isAfterChange = earlier.some(
    (other) => step.needs.includes(other.id) && other.verdict !== 'already-satisfied' && other.verdict !== 'would-skip',
  );
  const gate = weigh(step.before, preconditions);
  const failed = [...gate.red, ...gate.unreadable][0];
  if (failed !== undefined) {
    const reason = `precondition ${failed.name}: ${failed.message}`;
    return isAfterChange
      ? tell('cannot-tell', `${reason}; a step before it may change that`, readings, preconditions)
      : tell('blocked', reason, readings, preconditions);
  }
  const outcome = weigh(step.verify, readings);
  if (isGreen(outcome) && !mustAct(state.plan, step))
    return tell('already-satisfied', 'every check is green', readings, preconditions);
  const [unread] = outcome.unreadable;
  if (unread !== undefined && outcome.red.length === 0)
    return tell('cannot-tell', `${unread.name} could not be read: ${unread.message}`, readings, preconditions);
  const [red] = outcome.red;
  return tell(
    'would-run',
    red === undefined ? 'its checks can only be read after the act' : `${red.name}: ${red.message}`,
    readings,
    preconditions,
  );
}
