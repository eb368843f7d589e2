import { createRouterClient, type RouterClient } from '@orpc/server';
import type { HostContext } from '#main/api/context.ts';
import { type ApiRouter, createRouter } from '#main/api/router.ts';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { Clock } from '#main/kernel/clock.ts';
import type { Logger } from '#main/kernel/logger.ts';
import type { ExportedView } from '#shared/api/proofs.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { RunId } from '#shared/run/ids.ts';
import { hasLiveWorker } from '../live-worker.ts';
import { agentActor, type ClientName } from './agent-actor.ts';
import { ChangeFeed } from './change-feed.ts';

export type AgentCalls = RouterClient<ApiRouter>;

export interface AgentDeskOptions {
  readonly context: HostContext;
  /** Hides every secret that this process has seen. */
  readonly mask: Mask;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the servers of all agents of this process share. */
export interface AgentDesk {
  readonly version: string;
  readonly mask: Mask;
  readonly clock: Clock;
  readonly feed: ChangeFeed;
  /** Bundles that were written here for agents, by run. */
  readonly bundles: Map<RunId, ExportedView>;
  /** The calls of the control room in a client's name, for the record. */
  callsOf(client: ClientName | undefined): AgentCalls;
  /** Whether some process would execute a run that queues for this lane (`null`: for any). */
  hasWorker(lane: Lane | null): boolean;
  /** Writes what nobody foresaw to the log, and returns its message without secrets. */
  reportFault(call: string, error: unknown): string;
  /** Something about the connection that is nobody's fault, for the log. */
  note(error: Error): void;
}

/** Opens the desk at which agents ask. Nothing of it has to be closed; its feed ends with the last subscriber. */
export function openAgentDesk({ context, mask, clock, logger }: AgentDeskOptions): AgentDesk {
  const router = createRouter();
  const { api } = context;
  return {
    version: api.version,
    mask,
    clock,
    feed: new ChangeFeed(api.usable ? api.store : undefined, clock, (error) => api.reportFault('mcp changes', error)),
    bundles: new Map(),
    callsOf(client) {
      const actor: Actor = agentActor(client, mask);
      return createRouterClient(router, { context: { api: { ...api, actor } } });
    },
    hasWorker: (lane) =>
      api.usable && hasLiveWorker({ store: api.store, now: clock.now(), leaseMs: api.leaseMs }, lane),
    reportFault: (call, error) => api.reportFault(`mcp ${call}`, error),
    note: (error) => logger.info('a message of an agent was not taken', { error }),
  };
}
