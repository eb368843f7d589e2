import { dryRun } from '#main/runtime/dry-run.ts';
import { hypotheticalEvent } from '#main/runtime/hypothetical-run.ts';
import { resolveServers } from '#main/runtime/resolve-servers.ts';
import type { DryStepView } from '#shared/api/plans.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';
import type { SessionId } from '#shared/run/ids.ts';
import type { ApiContext } from '../context.ts';
import { checkedInputs } from './inputs.ts';
import { checkedSecrets } from './prepare.ts';
import { INPUTS_HINT, openSession, storedPlan, workFolder } from './start-stored.ts';

interface DryRunInput {
  readonly digest: Digest;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly sessionId: SessionId;
  readonly documentId: string | null;
}

/** Reads what a run of a stored plan would read first, and never acts. Ends when the signal aborts. */
export async function dryRunStored(
  api: ApiContext,
  { digest, sessionId, documentId, inputs: given }: DryRunInput,
  signal: AbortSignal,
): Promise<readonly DryStepView[]> {
  const { store, services, engine } = api;
  const plan = storedPlan(api, digest);
  const session = openSession(api, sessionId);
  const inputs = checkedInputs(plan, given, INPUTS_HINT);
  const secrets = await checkedSecrets(services, plan, inputs);
  const created = hypotheticalEvent({
    plan,
    digest,
    inputs,
    secrets: secrets.sources,
    session: { id: session.id, name: session.name, workspace: store.sessions.workspace(session.id) },
    lane: null,
    priority: 0,
    policy: { strict: false, approve: false },
    workdir: workFolder(api, session, documentId),
    engine,
    servers: resolveServers(store.mcp, plan),
    at: services.clock.now(),
  });
  const steps = await dryRun(services, plan, created, signal);
  signal.throwIfAborted();
  return steps;
}
