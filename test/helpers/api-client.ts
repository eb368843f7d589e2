import { createRouterClient, type RouterClient } from '@orpc/server';
import { onTestFinished } from 'vitest';
import type { ApiContext } from '#main/api/context.ts';
import type { HostActions } from '#main/api/ports/host-actions.ts';
import { type ApiRouter, createRouter } from '#main/api/router.ts';
import { createApiContext } from '#main/hosts/api-context.ts';
import type { ControlRoom } from '#main/hosts/compose.ts';
import { startWorker } from '#main/runtime/worker.ts';
import type { ErrorData } from '#shared/lib/app-error.ts';
import type { RunId, SessionId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { testRoom } from './run-plan.ts';

export type TestClient = RouterClient<ApiRouter>;

/** A control room with everything that a page can ask of it, in process. */
export interface TestApi {
  readonly room: ControlRoom;
  readonly api: ApiContext;
  readonly client: TestClient;
}

/** Opens the calls of a room; without one, of a new room. Closed with the test. */
export async function testApi(options: { room?: ControlRoom; host?: Partial<HostActions> } = {}): Promise<TestApi> {
  const room = options.room ?? (await testRoom());
  const opened = createApiContext(room, {
    host: { ...testHost, ...options.host },
    // No key of a test goes into the keyring of the machine.
    keyring: { probe: async () => ({ works: false, reason: 'a test' }) },
  });
  onTestFinished(() => opened.close());
  const client = createRouterClient(createRouter(), { context: { api: opened.api } });
  return { room, api: opened.api, client };
}

/** A page in a browser: downloads, and no window of its own. */
export const testHost: HostActions = {
  info: { kind: 'browser', platform: 'linux', hasWindowControls: false },
  async *events() {
    yield { navigate: null, maximized: false, fullScreen: false, isClosing: false };
  },
  window: () => {},
  hold: () => {},
  chooseFolder: async () => null,
  folderOf: () => undefined,
  openPlanFile: async () => null,
  reveal: async () => {},
  openExternal: async () => {},
  openedBundle: () => undefined,
  exportFolder: null,
};

/** Executes what is queued, in this process, until the test ends. */
export function work(room: ControlRoom): void {
  const worker = startWorker(room.services, { host: room.host, pid: room.pid, kind: 'worker' });
  onTestFinished(() => worker.stop());
}

/** Checks and stores a plan, and queues a run of it. */
export async function start(
  { client }: Pick<TestApi, 'client'>,
  text: string,
  options: { sessionId: SessionId; inputs?: Record<string, string> },
): Promise<RunId> {
  const { digest } = await client.plans.store({ text });
  const { runId } = await client.runs.start({
    digest,
    sessionId: options.sessionId,
    inputs: options.inputs ?? {},
    lane: null,
    priority: 0,
    strict: false,
    documentId: null,
  });
  return runId;
}

/** The run once it is as wanted, told by its events as they are committed. */
export async function until(
  { client, room }: Pick<TestApi, 'client' | 'room'>,
  runId: RunId,
  isWanted: (run: RunSummary) => boolean,
): Promise<RunSummary> {
  const stop = new AbortController();
  try {
    for await (const _ of await client.runs.watch({ runId, after: 0 }, { signal: stop.signal })) {
      const run = room.store.runs.get(runId);
      if (run !== undefined && isWanted(run)) return run;
    }
  } finally {
    stop.abort();
  }
  throw new Error('the run never came to be as wanted');
}

export const ended = (run: RunSummary): boolean => run.execution === 'finished' || run.execution === 'canceled';

/** What a call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<ErrorData & { readonly kind: string }> {
  try {
    await call;
  } catch (error) {
    const { code, data } = error as { code: string; data: ErrorData };
    return { kind: code, ...data };
  }
  throw new Error('the call was not refused');
}
