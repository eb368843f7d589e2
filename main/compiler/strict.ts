import type { Json } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { weakSteps } from './check-steps.ts';
import { viewPlan } from './plan-view.ts';
import { formatPath } from './problem.ts';

/** Why a strict run refuses a plan. */
export interface StrictProblem {
  readonly stepId: string;
  /** Such as `steps[2].verify`. */
  readonly path: string;
  readonly message: string;
}

/** The steps that a strict run refuses: those that only an exit code verifies. */
export function strictProblems(plan: Plan): readonly StrictProblem[] {
  return weakSteps(viewPlan(plan as unknown as Json)).map((step) => ({
    stepId: step.id ?? '',
    path: formatPath([...step.path, 'verify']),
    message: 'only an exit code verifies this step',
  }));
}
