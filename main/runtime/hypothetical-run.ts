import { runVariables } from '#main/engine/variables.ts';
import { resolveText } from '#main/expressions/templates.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';
import type { ResolvedServer } from '#shared/mcp/pin.ts';
import type { Lane, Plan } from '#shared/pulser/plan.ts';
import type { EventDraft, RunPolicy, SecretSource } from '#shared/run/event.ts';
import type { RunId, SessionId } from '#shared/run/ids.ts';

/** What a run would be started with. */
export interface Hypothesis {
  readonly plan: Plan;
  readonly digest: Digest;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly secrets: readonly SecretSource[];
  readonly session: { readonly id: SessionId; readonly name: string; readonly workspace: string };
  readonly lane: Lane | null;
  readonly priority: number;
  readonly policy: RunPolicy;
  readonly workdir: string;
  readonly engine: string;
  /** None where nothing is to be read with MCP servers. */
  readonly servers?: readonly ResolvedServer[];
  readonly at: number;
}

/** The first event that a run would have, for what only reads. Nothing is queued. */
export function hypotheticalEvent(hypothesis: Hypothesis): EventDraft<'run.created'> {
  const {
    plan,
    digest,
    inputs,
    secrets,
    session,
    lane,
    priority,
    policy,
    workdir,
    engine,
    servers = [],
    at,
  } = hypothesis;
  const { workspace } = session;
  const run = runVariables({ runId: '' as RunId, number: 0, sessionName: session.name, lane, workdir, workspace });
  const variables: Readonly<Record<string, Json>> = { inputs, run };
  return {
    type: 'run.created',
    at,
    actor: { kind: 'policy', name: 'look' },
    data: {
      planDigest: digest,
      planName: plan.name,
      planVersion: plan.version,
      sessionId: session.id,
      sessionName: session.name,
      number: 0,
      inputs,
      secrets,
      laneWish: lane ?? plan.lane ?? null,
      priority,
      locks: plan.locks.map((lock) => resolveText(lock, variables)),
      policy,
      workdir,
      workspace,
      attemptOf: null,
      engine,
      ...(servers.length === 0 ? {} : { servers }),
    },
  };
}
