import { statSync } from 'node:fs';
import { resolveServers } from '#main/runtime/resolve-servers.ts';
import { startRun } from '#main/runtime/start-run.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Lane, Plan } from '#shared/pulser/plan.ts';
import type { RunId, SessionId } from '#shared/run/ids.ts';
import type { Session } from '#shared/run/session.ts';
import type { ApiContext } from '../context.ts';
import { requireSession } from '../sessions.ts';
import { refuseUnpublished } from './agent-plans.ts';
import { checkedInputs } from './inputs.ts';
import { checkedSecrets, refuseWeak } from './prepare.ts';
import { soundPlan } from './sound-plan.ts';

export const INPUTS_HINT = 'correct the inputs that are named';
export const WEAK_HINT = 'give these steps a check that reads the world, or start without strict';

interface StartInput {
  /** Of a stored plan, or else the text of one. */
  readonly digest?: Digest | undefined;
  readonly text?: string | undefined;
  /** Of an open session, or else the name of one that may not be there yet. */
  readonly sessionId?: SessionId | undefined;
  readonly sessionName?: string | undefined;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly lane: Lane | null;
  readonly priority: number;
  readonly strict: boolean;
  readonly documentId: string | null;
}

/**
 * Queues a run of a plan. Everything is checked before: what is refused stores no plan and makes no session. Throws AppError
 * `plan.*`, `input.*`, `secrets.*`, `session.*`, `mcp.*`.
 */
export async function startStored(
  api: ApiContext,
  input: StartInput,
): Promise<{ readonly runId: RunId; readonly number: number }> {
  const { store, services, actor, engine } = api;
  const { lane, priority, strict } = input;
  const { plan, digest } = await wantedPlan(api, input);
  refuseUnpublished(api, digest);
  const found = wantedSession(api, input);
  if (strict) refuseWeak(plan.name, plan, WEAK_HINT);
  const inputs = checkedInputs(plan, input.inputs, INPUTS_HINT);
  const folder = documentFolder(api, input.documentId);
  const secrets = await checkedSecrets(services, plan, inputs);
  resolveServers(store, plan, digest);
  const at = services.clock.now();
  const session = typeof found === 'string' ? store.sessions.ensure(found, at) : found;
  const workdir = folder ?? store.sessions.workspace(session.id);
  return startRun(store, {
    plan,
    digest,
    inputs,
    secrets: secrets.sources,
    session,
    lane,
    priority,
    policy: { strict, approve: false },
    workdir,
    actor,
    at,
    attemptOf: null,
    engine,
  });
}

async function wantedPlan(
  api: ApiContext,
  { digest, text = '' }: StartInput,
): Promise<{ readonly plan: Plan; readonly digest: Digest }> {
  return digest === undefined ? soundPlan(api, text) : { plan: storedPlan(api, digest), digest };
}

/** The open session that is meant, or the name of the one that is to be made. */
function wantedSession(api: ApiContext, { sessionId, sessionName = '' }: StartInput): Session | string {
  if (sessionId !== undefined) return openSession(api, sessionId);
  const found = api.store.sessions.find(sessionName);
  return found?.archivedAt === null ? found : sessionName;
}

/** Throws AppError `plan.unknown`. */
export function storedPlan({ store }: Pick<ApiContext, 'store'>, digest: Digest): Plan {
  const plan = store.plans.get(digest);
  if (plan !== undefined) return plan;
  throw new AppError('plan.unknown', `there is no stored plan ${digest}`, { hint: 'check and store the text first' });
}

/** Throws AppError `session.unknown`, `session.archived`. */
export function openSession(api: Pick<ApiContext, 'store'>, sessionId: SessionId): Session {
  const session = requireSession(api, sessionId);
  if (session.archivedAt === null) return session;
  throw new AppError('session.archived', `the session ${session.name} is archived`, {
    hint: 'take it back, or choose another one',
  });
}

/** The folder that relative paths start from: that of the plan document, else the workspace of the session. */
export function workFolder(api: Pick<ApiContext, 'store'>, session: Session, documentId: string | null): string {
  return documentFolder(api, documentId) ?? api.store.sessions.workspace(session.id);
}

/** The folder that a plan document was opened from; `null` where there is none. Throws AppError `plan.unknown`, `plan.no-folder`. */
export function documentFolder({ store }: Pick<ApiContext, 'store'>, documentId: string | null): string | null {
  const document = documentId === null ? undefined : store.library.get(documentId);
  if (documentId !== null && document === undefined) {
    throw new AppError('plan.unknown', 'there is no such plan in the library', {
      hint: 'it may be of another data folder',
    });
  }
  const folder = document?.folder ?? null;
  if (folder === null) return null;
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw new AppError('plan.no-folder', `the folder of the plan, ${folder}, is not there`, {
    hint: 'put it back, or open the plan file again from where it is now',
  });
}
