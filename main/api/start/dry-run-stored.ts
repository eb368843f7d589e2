import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dryRun } from '#main/runtime/dry-run.ts';
import { type Hypothesis, hypotheticalEvent } from '#main/runtime/hypothetical-run.ts';
import { resolveServers } from '#main/runtime/resolve-servers.ts';
import type { DryStepView } from '#shared/api/plans.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';
import type { SessionId } from '#shared/run/ids.ts';
import type { ApiContext } from '../context.ts';
import { checkedInputs } from './inputs.ts';
import { checkedSecrets } from './prepare.ts';
import { documentFolder, INPUTS_HINT, openSession, storedPlan } from './start-stored.ts';

interface DryRunInput {
  readonly digest: Digest;
  readonly inputs: Readonly<Record<string, Json>>;
  /** `null`: as in a session that is new, which is not made. */
  readonly sessionId: SessionId | null;
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
  const inputs = checkedInputs(plan, given, INPUTS_HINT);
  const secrets = await checkedSecrets(services, plan, inputs);
  const readIn = async (session: Hypothesis['session']): Promise<readonly DryStepView[]> => {
    const created = hypotheticalEvent({
      plan,
      digest,
      inputs,
      secrets: secrets.sources,
      session,
      lane: null,
      priority: 0,
      policy: { strict: false, approve: false },
      workdir: documentFolder(api, documentId) ?? session.workspace,
      engine,
      servers: resolveServers(store, plan, digest),
      at: services.clock.now(),
    });
    const steps = await dryRun(services, plan, created, signal);
    signal.throwIfAborted();
    return steps;
  };
  if (sessionId === null) return inNewSession(readIn);
  const { id, name } = openSession(api, sessionId);
  return readIn({ id, name, workspace: store.sessions.workspace(id) });
}

/** A session that is new has an empty workspace: one that is there for as long as it is read in. */
async function inNewSession<T>(work: (session: Hypothesis['session']) => Promise<T>): Promise<T> {
  const workspace = await realpath(await mkdtemp(join(tmpdir(), 'opsroom-dry-run-')));
  try {
    return await work({ id: '' as SessionId, name: 'First session', workspace });
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}
