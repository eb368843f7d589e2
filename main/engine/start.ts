import { evaluateExpression } from '#main/expressions/evaluate.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import type { Verdict } from '#shared/run/verdict.ts';
import type { Decided } from './advance.ts';
import { neededOutputs } from './needed-outputs.ts';
import { isActive, type RunState, type StepState, stepState } from './state.ts';
import { stepVariables } from './variables.ts';

/** Starts, skips or blocks the first step, in the plan's order, whose needs are met; none while the run is failing. */
export function nextStart(state: RunState): Decided | undefined {
  if (state.failure !== null || state.timedOut) return undefined;
  const ready = state.steps.find((step) => step.status === 'pending' && isReady(state, step));
  if (ready === undefined) return undefined;
  const stepId = ready.step.id;
  const settle = (verdict: Verdict, reason: string): Decided => ({
    type: 'step.settled',
    data: { stepId, verdict, strength: null, reason, checks: [] },
  });
  const missing = missingOutput(state, ready);
  if (missing !== undefined) return settle(missing.verdict, missing.reason);
  if (ready.step.when !== undefined) {
    const wanted = evaluateWhen(state, ready.step.when);
    if (!wanted.ok) return settle('blocked', `\`when\` cannot be decided: ${wanted.error}`);
    if (!wanted.value) return settle('skipped', `\`when\` is false: ${ready.step.when}`);
  }
  const busy = state.steps.filter(isActive).length;
  if (busy >= state.plan.parallel) return undefined;
  return { type: 'step.started', data: { stepId } };
}

function isReady(state: RunState, step: StepState): boolean {
  return step.step.needs.every((id) => {
    const need = stepState(state, id);
    if (need.status !== 'settled') return false;
    return (
      need.verdict === 'verified' ||
      need.verdict === 'satisfied' ||
      need.verdict === 'carried' ||
      need.verdict === 'skipped'
    );
  });
}

/** A step cannot run on outputs that a skipped step never made: it is skipped too. Of an act that was not needed, it is blocked. */
function missingOutput(state: RunState, step: StepState): { verdict: Verdict; reason: string } | undefined {
  for (const { stepId, output } of neededOutputs(state.plan, step.step.id)) {
    const source = stepState(state, stepId);
    if (Object.hasOwn(source.outputs, output)) continue;
    if (source.verdict === 'skipped')
      return { verdict: 'skipped', reason: `needs output ${output} of ${stepId}, which was skipped` };
    if (source.verdict === 'satisfied') {
      return {
        verdict: 'blocked',
        reason: `needs output ${output} of ${stepId}, which was already satisfied and did not act`,
      };
    }
    return { verdict: 'blocked', reason: `needs output ${output} of ${stepId}, which did not write it` };
  }
  return undefined;
}

function evaluateWhen(state: RunState, when: string): { ok: true; value: boolean } | { ok: false; error: string } {
  try {
    const value = evaluateExpression(when, stepVariables(state));
    if (typeof value === 'boolean') return { ok: true, value };
    return { ok: false, error: `it is ${JSON.stringify(value)}, not true or false` };
  } catch (error) {
    return { ok: false, error: errorMessage(error) };
  }
}
