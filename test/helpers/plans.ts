import { normalise } from '#shared/pulser/normalise.ts';
import { type Plan, type PlanSource, plan } from '#shared/pulser/plan.ts';

type StepSource = PlanSource['steps'][number];

/** A normalised plan from what a person would write; name and version are filled. */
export function planOf(source: Partial<PlanSource> & { readonly steps: readonly StepSource[] }): Plan {
  return normalise(plan.parse({ pulser: 1, name: 'test-plan', version: '1.0.0', ...source }));
}

/** A step that a shell does and a shell checks. */
export function shellStep(id: string, more: Partial<StepSource> = {}): StepSource {
  return { id, do: { shell: `do ${id}` }, verify: [{ shell: `check ${id}` }], ...more };
}
