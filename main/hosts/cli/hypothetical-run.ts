import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '#main/engine/ports/store.ts';
import { hypotheticalEvent } from '#main/runtime/hypothetical-run.ts';
import { resolveServers } from '#main/runtime/resolve-servers.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { ResolvedServer } from '#shared/mcp/pin.ts';
import type { EventDraft } from '#shared/run/event.ts';
import type { SessionId } from '#shared/run/ids.ts';
import { ENGINE_VERSION } from '../engine-version.ts';
import type { Invocation } from './invocation.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunOptions } from './run-options.ts';

/** The folder that a run of that session would get; it is not made. */
function sessionFolder(
  dataDir: string,
  store: Store | undefined,
  name: string,
): { readonly sessionId: SessionId; readonly workspace: string } {
  const folder = (id: string) => join(dataDir, 'workspaces', id);
  const session = store?.sessions.find(name);
  if (session?.archivedAt === null) return { sessionId: session.id, workspace: folder(session.id) };
  return { sessionId: 'new' as SessionId, workspace: folder('new') };
}

/** The servers that a run of the plan would get. Throws AppError `mcp.*` for what a run would be refused for. */
function serversOf(
  store: Store | undefined,
  { plan, digest }: Pick<PreparedRun, 'plan' | 'digest'>,
): readonly ResolvedServer[] {
  if (store !== undefined) return resolveServers(store, plan, digest);
  const [first] = plan.servers;
  if (first === undefined) return [];
  throw new AppError('mcp.unknown-server', `the plan calls the MCP server ${first}, which is not set up here`, {
    hint: 'add a server of that name and approve it',
  });
}

/**
 * The first event that a run would have, for what only reads. Nothing is queued, no session is made. `withServers`: the MCP servers
 * of the plan are settled, as for a run.
 */
export async function hypotheticalRun(
  invocation: Invocation,
  prepared: PreparedRun,
  options: Pick<RunOptions, 'lane' | 'priority' | 'strict' | 'yes'>,
  at: number,
  { withServers }: { readonly withServers: boolean },
): Promise<EventDraft<'run.created'>> {
  const { dataDir } = invocation;
  const hasStore = existsSync(join(dataDir, 'opsroom.db'));
  const store = hasStore ? (await invocation.openRoom('read-only')).store : undefined;
  const place = sessionFolder(dataDir, store, prepared.sessionName);
  const { plan, digest, inputs, secrets, workdir, sessionName } = prepared;
  return hypotheticalEvent({
    plan,
    digest,
    inputs,
    secrets: secrets.sources,
    session: { id: place.sessionId, name: sessionName, workspace: place.workspace },
    lane: options.lane ?? null,
    priority: options.priority,
    policy: { strict: options.strict === true, approve: options.yes === true },
    workdir,
    engine: ENGINE_VERSION,
    servers: withServers ? serversOf(store, prepared) : [],
    at,
  });
}
