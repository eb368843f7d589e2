import { carriedFrom } from '#main/runtime/carried-steps.ts';
import { startRun } from '#main/runtime/start-run.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Lane, Plan } from '#shared/pulser/plan.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { ApiContext } from '../context.ts';
import { requireRun } from '../find-run.ts';
import { refuseUnpublished } from './agent-plans.ts';
import { checkedInputs } from './inputs.ts';
import { beginningOf, checkedSecrets, keptInputs, recordedPlan, refuseWeak } from './prepare.ts';
import { INPUTS_HINT, openSession, storedPlan, WEAK_HINT } from './start-stored.ts';

interface RetryInput {
  readonly runId: RunId;
  readonly fromStep: string;
  readonly revision: 'recorded' | 'current';
  readonly lane: Lane | null;
  readonly strict: boolean;
  readonly inputs?: Readonly<Record<string, Json>> | undefined;
}

/**
 * Queues a new attempt of an ended run from one of its steps: in its session and folder, with its inputs. What the plan says
 * otherwise since then is done again.
 */
export async function retryRun(
  api: ApiContext,
  input: RetryInput,
): Promise<{ readonly runId: RunId; readonly number: number }> {
  const { store, services, actor, engine } = api;
  const { lane, strict, fromStep } = input;
  const earlier = requireRun(api, input.runId);
  const session = openSession(api, earlier.sessionId);
  const created = beginningOf(store, earlier);
  const { plan, digest } = input.revision === 'recorded' ? recordedPlan(store, earlier) : currentPlan(api, earlier);
  refuseUnpublished(api, digest);
  if (strict) refuseWeak(plan.name, plan, WEAK_HINT);
  const given = input.inputs ?? {};
  refuseChanged(earlier, created.inputs, given);
  const inputs = checkedInputs(plan, { ...keptInputs(plan, created.inputs), ...given }, INPUTS_HINT);
  const { attemptOf } = carriedFrom(store, { plan, digest, inputs }, { run: earlier, created }, fromStep);
  const secrets = await checkedSecrets(services, plan, inputs);
  return startRun(store, {
    plan,
    digest,
    inputs,
    secrets: secrets.sources,
    session,
    lane,
    priority: earlier.priority,
    policy: { strict, approve: false },
    workdir: created.workdir,
    actor,
    at: services.clock.now(),
    attemptOf,
    engine,
  });
}

/** What was verified with one value says nothing of another one. */
function refuseChanged(
  earlier: RunSummary,
  kept: Readonly<Record<string, Json>>,
  given: Readonly<Record<string, Json>>,
): void {
  const changed = Object.keys(given).filter((name) => Object.hasOwn(kept, name));
  if (changed.length === 0) return;
  throw new AppError(
    'input.kept',
    `the inputs of ${runLabel(earlier.number)} are kept: ${changed.join(', ')} cannot be given again`,
    { hint: 'to run with other inputs, start a run of its own', details: { inputs: changed } },
  );
}

/** The newest revision of the document that the run's plan was published from. */
function currentPlan({ store }: ApiContext, earlier: RunSummary): { readonly plan: Plan; readonly digest: Digest } {
  const typed = store.library.textOf(earlier.planDigest);
  const head = typed === undefined ? undefined : store.library.get(typed.documentId)?.head;
  if (head === undefined || head === null) {
    throw new AppError('plan.no-revision', `the plan of ${runLabel(earlier.number)} has no revision in the library`, {
      hint: 'retry with the plan as it ran, or publish it first',
    });
  }
  return { plan: storedPlan({ store }, head.digest), digest: head.digest };
}
