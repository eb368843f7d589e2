import { hypotheticalEvent } from '#main/runtime/hypothetical-run.ts';
import { testConnections } from '#main/runtime/test-connections.ts';
import type { ConnectionRow } from '#shared/api/settings.ts';
import { AppError, appError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { SessionId } from '#shared/run/ids.ts';
import type { ApiContext } from './context.ts';
import { storedPlan, workFolder } from './start/start-stored.ts';

/** The connections of every plan in the library, as its newest revision has them. */
export function libraryConnections({ store, services }: ApiContext): readonly ConnectionRow[] {
  // A password that somebody wrote into a plan is not shown either.
  const mask = services.createMask({});
  return store.library.list({ archived: false }).flatMap(({ id, head }) => {
    const plan = head === null ? undefined : store.plans.get(head.digest);
    if (plan === undefined) return [];
    return Object.entries(plan.connections).map(([name, connection]): ConnectionRow => {
      const target = connection.driver === 'sqlite' ? connection.path : connection.url;
      return { planName: plan.name, documentId: id, name, driver: connection.driver, target: mask.text(target) };
    });
  });
}

/** Asks one connection for a row, with the defaults of the plan's inputs, in the session that was active last. */
export async function testConnection(
  api: ApiContext,
  { documentId, name }: { readonly documentId: string; readonly name: string },
  signal: AbortSignal,
): Promise<{ readonly ok: boolean; readonly message: string; readonly durationMs: number }> {
  const { store, services, engine } = api;
  const head = store.library.get(documentId)?.head ?? undefined;
  if (head === undefined) throw new AppError('plan.unknown', 'there is no published plan of that id');
  const whole = storedPlan(api, head.digest);
  const connection = Object.hasOwn(whole.connections, name) ? whole.connections[name] : undefined;
  if (connection === undefined) throw new AppError('plan.unknown-connection', `the plan has no connection ${name}`);
  const plan: Plan = { ...whole, connections: { [name]: connection }, locks: [] };
  const [newest] = store.sessions.overview({ archived: false });
  const session =
    newest === undefined
      ? { id: 'none' as SessionId, name: '', workspace: api.machine.folder('data') }
      : { id: newest.id, name: newest.name, workspace: store.sessions.workspace(newest.id) };
  const secrets = await services.resolveSecrets(plan.secrets);
  if (!secrets.ok) throw appError(secrets.error);
  const workdir = newest === undefined ? session.workspace : workFolder(api, newest, documentId);
  const created = hypotheticalEvent({
    plan,
    digest: head.digest,
    inputs: defaultsOf(plan),
    secrets: secrets.value.sources,
    session,
    lane: null,
    priority: 0,
    policy: { strict: false, approve: false },
    workdir,
    engine,
    at: services.clock.now(),
  });
  const [tested] = await testConnections(services, plan, created, signal);
  if (tested === undefined) throw new RangeError('a connection was not tested');
  return { ok: tested.ok, message: tested.message, durationMs: tested.durationMs };
}

function defaultsOf(plan: Plan): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    Object.entries(plan.inputs).flatMap(([name, definition]) =>
      definition.default === undefined ? [] : [[name, definition.default]],
    ),
  );
}
