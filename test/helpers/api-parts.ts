import { onTestFinished } from 'vitest';
import type { ApiContext, HostContext } from '#main/api/context.ts';
import type { ControlRoom } from '#main/hosts/compose.ts';
import { openLogDesk } from '#main/hosts/desks/log-desk.ts';
import { createLogTails } from '#main/hosts/log-tails.ts';
import { browserHost } from '#main/hosts/server/browser-host.ts';
import { RunFolds } from '#main/runtime/views/run-folds.ts';
import { AppError } from '#shared/lib/app-error.ts';

const unread = (): Promise<never> => Promise.reject(new AppError('vault.locked', 'not part of this test'));

/** What runs, logs and streams need of a room, without desks for keys and bundles. */
export function runContext(room: ControlRoom): HostContext {
  const { store, services, logs, actor, host, engine, timing, dataDir } = room;
  const desk = openLogDesk(logs, services.clock);
  onTestFinished(() => desk.close());
  const api: Partial<ApiContext> = {
    usable: true,
    store,
    services,
    engine,
    actor,
    dataDir,
    hostName: host,
    version: engine,
    leaseMs: timing.leaseMs,
    storeState: () => ({ isReadOnly: false, problem: null }),
    reportFault: (_call, error) => String(error),
    runs: new RunFolds(store),
    logs: desk,
    tails: createLogTails(logs),
    host: browserHost('linux'),
    secrets: { state: unread, list: unread, set: unread, remove: unread, unlock: unread },
    identity: {
      get: unread,
      create: unread,
      rotate: unread,
      publicKey: unread,
      trusted: unread,
      trust: unread,
      distrust: unread,
    },
  };
  return { api: api as ApiContext };
}
