import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { ApiContext } from '../context.ts';

/** Throws AppError `plan.not-published` for an agent's run of a plan that is no published one, where only those may be run. */
export function refuseUnpublished({ actor, store }: Pick<ApiContext, 'actor' | 'store'>, digest: Digest): void {
  if (actor.kind !== 'agent' || store.settings.get().agentPlans === 'any') return;
  const published = store.library.list({ archived: false });
  if (published.some(({ head }) => head?.digest === digest)) return;
  throw new AppError('plan.not-published', 'agents may run only plans that are published in the library', {
    hint: 'ask the operator to publish it, or to change under Settings, Agents what agents may run',
  });
}
