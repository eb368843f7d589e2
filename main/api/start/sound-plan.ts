import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { ApiContext } from '../context.ts';

/** The plan that a text is. Throws AppError `plan.invalid`. */
export async function soundPlan(
  { plans }: Pick<ApiContext, 'plans'>,
  text: string,
): Promise<{ readonly plan: Plan; readonly digest: Digest }> {
  const { plan, digest, diagnostics } = await plans.check(text);
  if (plan !== null && digest !== null) return { plan, digest };
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  throw new AppError('plan.invalid', `the text is not a plan that can run: ${errors} to correct`, {
    hint: 'correct what is marked',
    details: { diagnostics: diagnostics as unknown as Json },
  });
}
