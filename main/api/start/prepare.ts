import { strictProblems } from '#main/compiler/strict.ts';
import type { Store } from '#main/engine/ports/store.ts';
import type { ReadingServices, RunSecrets } from '#main/runtime/services.ts';
import { AppError, appError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { EventData } from '#shared/run/event.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { type Inputs, refuseSecretInputs } from './inputs.ts';

/** Throws AppError `plan.weak` for a plan with steps that only an exit code verifies. `name`: what to call it. */
export function refuseWeak(name: string, plan: Plan, hint: string): void {
  const weak = strictProblems(plan);
  if (weak.length === 0) return;
  throw new AppError('plan.weak', `${name} has steps that a strict run refuses`, {
    hint,
    details: { problems: weak.map(({ stepId, path, message }) => `${path} ${stepId}: ${message}`) },
  });
}

/** Every secret that the plan names, before anything is queued. Throws AppError `secrets.*`, `vault.*`, `input.secret`. */
export async function checkedSecrets(services: ReadingServices, plan: Plan, inputs: Inputs): Promise<RunSecrets> {
  const found = await services.resolveSecrets(plan.secrets);
  if (!found.ok) throw appError(found.error);
  refuseSecretInputs(inputs, found.value, services.createMask);
  return found.value;
}

/** The plan that an earlier run ran. Throws AppError `run.no-plan`. */
export function recordedPlan(store: Store, earlier: RunSummary): { readonly plan: Plan; readonly digest: Digest } {
  const plan = store.plans.get(earlier.planDigest);
  if (plan === undefined)
    throw new AppError('run.no-plan', `the plan of ${runLabel(earlier.number)} is not in the store`);
  return { plan, digest: earlier.planDigest };
}

/** How a run began. Throws AppError `run.no-plan`. */
export function beginningOf(store: Store, run: RunSummary): EventData['run.created'] {
  const [created] = store.runs.events(run.runId);
  if (created?.type === 'run.created') return created.data;
  throw new AppError('run.no-plan', `${runLabel(run.number)} has no beginning`);
}

/** Inputs of an earlier attempt that the plan still has. */
export function keptInputs(plan: Plan, inputs: Inputs): Inputs {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => Object.hasOwn(plan.inputs, name)));
}
