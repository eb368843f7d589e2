import { commandRun } from '#main/runtime/commands.ts';
import { maskOfPlan } from '#main/runtime/operator-command.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { Disposition } from '#shared/run/verdict.ts';
import { open } from './base.ts';
import type { ApiContext } from './context.ts';

/** Runs that one call may change. */
const MOST_DISPOSED = 10_000;
/** Runs between two looks at what else waits to be done. */
const AT_ONCE = 20;

export const historyCalls = {
  window: open.history.window.handler(({ context, input }) => context.api.store.history.window(input)),
  stats: open.history.stats.handler(({ context, input }) => context.api.store.history.stats(input.filter)),
  evidence: open.history.evidence.handler(({ context: { api }, input: { runIds } }) =>
    runIds.map((runId) => api.store.runs.evidence(runId) ?? null),
  ),
  facets: open.history.facets.handler(({ context }) => {
    const { status: _, ...facets } = context.api.store.history.facets();
    return facets;
  }),
  dispose: open.history.dispose.handler(async ({ context: { api }, input: { which, disposition, reason } }) => {
    const runIds = 'runIds' in which ? which.runIds : filtered(api, which);
    return dispose(api, [...new Set(runIds)], disposition, reason);
  }),
  views: open.history.views.handler(({ context }) => context.api.store.views.list()),
  saveView: open.history.saveView.handler(({ context: { api }, input }) =>
    api.store.views.save(input, api.services.clock.now()),
  ),
  removeView: open.history.removeView.handler(({ context, input }) => {
    context.api.store.views.remove(input.id);
    return null;
  }),
};

function filtered(
  { store }: ApiContext,
  {
    filter,
    expect,
    except = [],
  }: {
    readonly filter: Parameters<ApiContext['store']['history']['ids']>[0];
    readonly expect: number;
    readonly except?: readonly RunId[] | undefined;
  },
): readonly RunId[] {
  const runIds = store.history.ids(filter, MOST_DISPOSED + 1);
  if (runIds.length > MOST_DISPOSED) {
    throw new AppError('history.too-many', `the filter finds more than ${MOST_DISPOSED} runs`, { hint: 'narrow it' });
  }
  if (runIds.length === expect) return runIds.filter((runId) => !except.includes(runId));
  throw new AppError('history.changed', `the filter finds ${runIds.length} runs now, not ${expect}`, {
    hint: 'look at the list again',
    details: { found: runIds.length },
  });
}

async function dispose(api: ApiContext, runIds: readonly RunId[], disposition: Disposition, reason: string) {
  const refused: { readonly runId: RunId; readonly why: string }[] = [];
  // What hides the secrets of one plan says the same of all of its runs.
  const reasons = new Map<Digest, string>();
  let changed = 0;
  for (const [index, runId] of runIds.entries()) {
    // Others must not wait for thousands of commits.
    if (index % AT_ONCE === AT_ONCE - 1) await pauseFor(api);
    const run = api.store.runs.get(runId);
    if (run !== undefined && !reasons.has(run.planDigest)) {
      reasons.set(run.planDigest, (await maskOfPlan(api.services, run.planDigest)).text(reason));
    }
    const why = disposeOne(api, run, disposition, (run && reasons.get(run.planDigest)) ?? '');
    if (why === undefined) changed += 1;
    else refused.push({ runId, why });
  }
  return { changed, refused };
}

function disposeOne(
  { store, actor, services }: ApiContext,
  run: RunSummary | undefined,
  disposition: Disposition,
  reason: string,
): string | undefined {
  if (run === undefined) return 'there is no such run';
  if (run.disposition === disposition) return undefined;
  const context = { actor, at: services.clock.now() };
  const outcome = commandRun(store, run.runId, { type: 'set-disposition', disposition, reason, by: null }, context);
  return outcome.ok ? undefined : outcome.error.message;
}

function pauseFor({ services }: ApiContext): Promise<void> {
  return new Promise((resolve) => {
    services.clock.schedule(0, resolve);
  });
}
