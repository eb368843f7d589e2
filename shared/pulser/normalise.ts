import type { ParsedPlan, Plan } from './plan.ts';

/**
 * Fills what depends on more than one place of a plan: titles, and `needs` from the step before. The schema has filled the
 * other defaults. Idempotent: the result is valid Pulser IR and normalises to itself, so its digest is stable.
 */
export function normalise(parsed: ParsedPlan): Plan {
  return {
    ...parsed,
    title: parsed.title ?? parsed.name,
    steps: parsed.steps.map((step, index) => {
      const previous = parsed.steps[index - 1];
      return {
        ...step,
        title: step.title ?? step.id,
        needs: step.needs ?? (previous === undefined ? [] : [previous.id]),
      };
    }),
  };
}
