import type { Plan } from '#shared/pulser/plan.ts';
import type { Step } from '#shared/pulser/step.ts';

/** A step by its place, counted from 1, and its title. */
export interface NamedStep {
  readonly number: number;
  readonly title: string;
}

/** What a run of a plan may change, and where it stops for a person. */
export interface PlanEffects {
  readonly counts: { readonly read: number; readonly write: number; readonly irreversible: number };
  readonly irreversible: readonly NamedStep[];
  /** Steps that write and have no undo. */
  readonly withoutUndo: readonly NamedStep[];
  readonly asks: readonly (NamedStep & { readonly why: 'approval' | 'irreversible' | 'person' })[];
}

/** Reads what a plan may do from its steps alone. */
export function planEffects(plan: Pick<Plan, 'steps'>): PlanEffects {
  const counts = { read: 0, write: 0, irreversible: 0 };
  for (const step of plan.steps) counts[step.effect] += 1;
  const named = plan.steps.map((step, index) => ({ step, name: { number: index + 1, title: step.title } }));
  return {
    counts,
    irreversible: named.filter(({ step }) => step.effect === 'irreversible').map(({ name }) => name),
    withoutUndo: named.filter(({ step }) => step.effect === 'write' && step.undo === undefined).map(({ name }) => name),
    asks: named.flatMap(({ step, name }) => {
      const why = whyAsked(step);
      return why === null ? [] : [{ ...name, why }];
    }),
  };
}

function whyAsked(step: Step): 'approval' | 'irreversible' | 'person' | null {
  if (step.effect === 'irreversible') return 'irreversible';
  if (step.approve !== undefined) return 'approval';
  const isPersonal = step.do.human !== undefined || step.verify.some((check) => check.human !== undefined);
  return isPersonal ? 'person' : null;
}
