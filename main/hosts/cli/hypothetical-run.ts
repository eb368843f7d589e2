import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hypotheticalEvent } from '#main/runtime/hypothetical-run.ts';
import type { EventDraft } from '#shared/run/event.ts';
import type { SessionId } from '#shared/run/ids.ts';
import { ENGINE_VERSION } from '../engine-version.ts';
import type { Invocation } from './invocation.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunOptions } from './run-options.ts';

/** The folder that a run of that session would get; it is not made. */
async function sessionFolder(
  invocation: Invocation,
  name: string,
): Promise<{ readonly sessionId: SessionId; readonly workspace: string }> {
  const folder = (id: string) => join(invocation.dataDir, 'workspaces', id);
  if (existsSync(join(invocation.dataDir, 'opsroom.db'))) {
    const { store } = await invocation.openRoom('read-only');
    const session = store.sessions.find(name);
    if (session?.archivedAt === null) return { sessionId: session.id, workspace: folder(session.id) };
  }
  return { sessionId: 'new' as SessionId, workspace: folder('new') };
}

/** The first event that a run would have, for what only reads. Nothing is queued, no session is made. */
export async function hypotheticalRun(
  invocation: Invocation,
  prepared: PreparedRun,
  options: Pick<RunOptions, 'lane' | 'priority' | 'strict' | 'yes'>,
  at: number,
): Promise<EventDraft<'run.created'>> {
  const place = await sessionFolder(invocation, prepared.sessionName);
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
    at,
  });
}
