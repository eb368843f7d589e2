import type { Store } from '#main/engine/ports/store.ts';
import { runVariables } from '#main/engine/variables.ts';
import { resolveText } from '#main/expressions/templates.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Lane, Plan } from '#shared/pulser/plan.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { AttemptOf, RunPolicy, SecretSource } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { Session } from '#shared/run/session.ts';
import { resolveServers } from './resolve-servers.ts';

/** What a run is started with. The plan is checked, the inputs validated. */
export interface StartRequest {
  readonly plan: Plan;
  readonly digest: Digest;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly secrets: readonly SecretSource[];
  readonly session: Session;
  readonly lane: Lane | null;
  /** Higher goes first; 0 is usual. */
  readonly priority: number;
  readonly policy: RunPolicy;
  readonly workdir: string;
  readonly actor: Actor;
  readonly at: number;
  readonly attemptOf: AttemptOf | null;
  /** Version of the engine. */
  readonly engine: string;
}

/**
 * Queues a run: its plan by digest, its first event, its place in the session's queue. What MCP servers it may call is settled
 * now, for a new attempt as well: AppError `mcp.…` names the step that calls what it may not.
 */
export function startRun(store: Store, request: StartRequest): { readonly runId: RunId; readonly number: number } {
  const { plan, session, at } = request;
  const servers = resolveServers(store, plan, request.digest);
  const workspace = store.sessions.workspace(session.id);
  store.plans.put(plan, request.digest, at);
  const variables = {
    inputs: request.inputs,
    // The id and the lane are not known yet: a lock that names them would lock nothing.
    run: runVariables({
      runId: '' as RunId,
      number: 0,
      sessionName: session.name,
      lane: request.lane,
      workdir: request.workdir,
      workspace,
    }),
  } as Record<string, Json>;
  const locks = [...new Set(plan.locks.map((lock) => resolveText(lock, variables)))].sort();
  return store.runs.create({
    sessionId: session.id,
    event: {
      type: 'run.created',
      at,
      actor: request.actor,
      data: {
        planDigest: request.digest,
        planName: plan.name,
        planVersion: plan.version,
        sessionId: session.id,
        sessionName: session.name,
        number: 0,
        inputs: request.inputs,
        secrets: request.secrets,
        laneWish: request.lane ?? plan.lane ?? null,
        priority: request.priority,
        locks,
        policy: request.policy,
        workdir: request.workdir,
        workspace,
        attemptOf: request.attemptOf,
        engine: request.engine,
        ...(servers.length === 0 ? {} : { servers }),
      },
    },
    steps: plan.steps.map((step) => ({ id: step.id, title: step.title })),
  });
}
