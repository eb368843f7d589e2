import { mkdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Mask } from '#main/engine/ports/mask.ts';
import { createLogger, type Logger } from '#main/kernel/logger.ts';
import type { RuntimeServices } from '#main/runtime/services.ts';
import { DEFAULT_TIMING, type WorkerTiming } from '#main/runtime/worker.ts';
import type { Vault } from '#main/secrets/vault.ts';
import { createArtifactStore, type FileArtifactStore } from '#main/store/artifacts/artifact-store.ts';
import { collectArtifacts } from '#main/store/artifacts/collect.ts';
import { createLogStore, type FileLogStore } from '#main/store/logs/log-store.ts';
import { type OpenedStore, openStore } from '#main/store/open-store.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import type { Actor } from '#shared/run/actor.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import { type InstrumentOptions, openInstruments } from './instruments.ts';
import { logPath } from './log-path.ts';
import type { McpServers } from './mcp-servers.ts';
import type { Passphrase } from './passphrases.ts';
import { allTools } from './registries.ts';

export interface ControlRoomOptions extends InstrumentOptions {
  /** Default `read-write`; `read-only` makes and changes nothing. */
  readonly mode?: 'read-write' | 'read-only';
  readonly timing?: WorkerTiming;
  /** Told, in one line, of what does not stop the control room. */
  readonly onWarning?: (message: string) => void;
}

/** One data folder, opened, with everything that executes runs on it. */
export interface ControlRoom {
  readonly dataDir: string;
  readonly store: OpenedStore;
  readonly services: RuntimeServices;
  readonly logs: FileLogStore;
  readonly artifacts: FileArtifactStore;
  /** The MCP servers of the data folder, as runs and people use them. */
  readonly mcp: McpServers;
  readonly vault: Vault;
  readonly vaultPassphrase: Passphrase;
  /** Hides every secret that this process has seen. */
  readonly knownSecrets: Mask;
  /** The variables of this process. */
  readonly environment: ControlRoomOptions['environment'];
  readonly timing: WorkerTiming;
  /** The person who uses this process. */
  readonly actor: Actor;
  readonly host: string;
  readonly pid: number;
  readonly engine: string;
  close(): Promise<void>;
}

/** Opens a data folder and composes what executes runs on it. Throws AppError `store.*`, `log.unwritable`. */
export async function openControlRoom(options: ControlRoomOptions): Promise<ControlRoom> {
  const { dataDir, mode = 'read-write', onWarning = () => {} } = options;
  if (mode === 'read-write') makeFolder(dataDir);
  let store: OpenedStore | undefined;
  const instruments = openInstruments({
    ...options,
    servers: () => store?.mcp,
    openLogger: (mask) => openLogger(dataDir, mode, (text) => mask.text(text)),
  });
  const { clock, logger: log } = instruments;
  try {
    store = openStore({
      dataDir,
      clock,
      mode,
      onWarning(message) {
        log.warn(message);
        onWarning(message);
      },
    });
    const logs = createLogStore({ dataDir, clock });
    const artifacts = createArtifactStore({ dataDir });
    const registry = allTools(clock);
    const services: RuntimeServices = {
      ...instruments,
      store,
      logger: log,
      logs,
      tool: (kind) => registry.get(kind),
      tools: registry.tools,
      collectArtifacts: (request) => collectArtifacts(artifacts, request),
      scratchFolder: join(dataDir, 'scratch'),
    };
    const opened = store;
    return {
      dataDir,
      store,
      services,
      logs,
      artifacts,
      mcp: instruments.mcp,
      vault: instruments.vault,
      vaultPassphrase: instruments.vaultPassphrase,
      knownSecrets: instruments.knownSecrets,
      environment: options.environment,
      timing: options.timing ?? DEFAULT_TIMING,
      actor: { kind: 'operator', name: userName() },
      host: hostname(),
      pid: process.pid,
      engine: ENGINE_VERSION,
      async close() {
        await instruments.close();
        opened.close();
        log.close();
      },
    };
  } catch (error) {
    await instruments.close();
    store?.close();
    log.close();
    throw error;
  }
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new AppError('store.io', `the data folder ${dataDir} cannot be made (${errorCode(cause) ?? 'unknown'})`, {
      hint: 'choose another folder with --data-dir, or give yourself the right to write there',
      cause,
    });
  }
}

function openLogger(dataDir: string, mode: 'read-write' | 'read-only', mask: (text: string) => string): Logger {
  if (mode === 'read-only') return createLogger({ level: 'silent', destination: { write: () => {} } });
  return createLogger({ level: 'info', file: logPath(dataDir), mask });
}

/** The name of the user of the operating system; a user without an entry (a container) has only a number. */
function userName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    if (errorCode(error) !== 'ERR_SYSTEM_ERROR') throw error;
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
