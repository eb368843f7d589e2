import type { ApiContext, UnusableContext } from '#main/api/context.ts';
import type { HostActions } from '#main/api/ports/host-actions.ts';
import type { McpDesk } from '#main/api/ports/mcp-desk.ts';
import { RunFolds } from '#main/runtime/views/run-folds.ts';
import { type ErrorData, errorMessage } from '#shared/lib/app-error.ts';
import { Background } from './background/background.ts';
import type { ControlRoom } from './compose.ts';
import { openArtifactDesk } from './desks/artifact-desk.ts';
import { openBundleDesk } from './desks/bundle-desk.ts';
import { openIdentityDesk } from './desks/identity-desk.ts';
import { openLogDesk } from './desks/log-desk.ts';
import { openMachineDesk } from './desks/machine-desk.ts';
import { openMcpDesk } from './desks/mcp-desk.ts';
import { openPlanDesk } from './desks/plan-desk.ts';
import { openSecretDesk } from './desks/secret-desk.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import { createLogTails } from './log-tails.ts';
import type { SigningKeyOptions } from './signing-key.ts';

export interface ApiContextOptions {
  readonly host: HostActions;
  /** Another keyring than the platform's. */
  readonly keyring?: Pick<SigningKeyOptions, 'keyring' | 'probe'>;
}

/** What the calls of an open room delegate to. `close` it before the room. */
export interface OpenApi {
  readonly api: ApiContext;
  /** The same for another page: a window has actions of its own. */
  withHost(host: HostActions): ApiContext;
  close(): Promise<void>;
}

/** Composes the calls of a room. */
export function createApiContext(room: ControlRoom, { host, keyring }: ApiContextOptions): OpenApi {
  const { store, services, dataDir, environment } = room;
  const { clock, logger } = services;
  // A bundle of a gigabyte must not hold up what somebody types meanwhile.
  const reading = new Background(clock);
  const verifying = new Background(clock);
  const logs = openLogDesk(room.logs, clock);
  const given = environment['OPSROOM_PASSPHRASE'] ?? '';
  const identity = openIdentityDesk({
    dataDir,
    name: room.actor.name,
    clock,
    passphrase: given === '' ? undefined : given,
    ...(keyring === undefined ? {} : { keyring }),
  });
  let mcp: Promise<McpDesk> | undefined;
  const bundles = openBundleDesk(room, identity, verifying);
  const api: ApiContext = {
    usable: true,
    host,
    actor: room.actor,
    hostName: room.host,
    version: ENGINE_VERSION,
    dataDir,
    reportFault(call, error) {
      logger.error('a call failed', { call, error });
      return room.knownSecrets.text(errorMessage(error));
    },
    store,
    storeState: () => ({ isReadOnly: store.mode === 'read-only', problem: store.damage }),
    services,
    engine: room.engine,
    leaseMs: room.timing.leaseMs,
    runs: new RunFolds(store),
    logs,
    tails: createLogTails(room.logs),
    artifacts: openArtifactDesk(room.artifacts),
    secrets: openSecretDesk(room, (passphrase) => identity.unlock(passphrase)),
    identity,
    bundles,
    machine: openMachineDesk(room),
    plans: openPlanDesk(reading),
    mcp: () => (mcp ??= room.mcp.hub().then((hub) => openMcpDesk(room, hub))),
  };
  return {
    api,
    withHost: (other) => ({ ...api, host: other }),
    async close() {
      await Promise.all([reading.close(), verifying.close(), logs.close(), bundles.close()]);
    },
  };
}

/** The calls of a data folder that could not be opened: they say why. */
export function createUnusableContext(options: {
  readonly host: HostActions;
  readonly problem: ErrorData;
  readonly dataDir: string;
  readonly actor: ApiContext['actor'];
  readonly hostName: string;
}): UnusableContext {
  return {
    ...options,
    usable: false,
    version: ENGINE_VERSION,
    reportFault: (_call, error) => errorMessage(error),
  };
}
