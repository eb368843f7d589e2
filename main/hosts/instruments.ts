import type { HttpClient, SqlClient } from '#main/engine/ports/connections.ts';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { McpServerStore } from '#main/engine/ports/mcp.ts';
import { type Clock, systemClock } from '#main/kernel/clock.ts';
import { createLogger, type Logger } from '#main/kernel/logger.ts';
import type { ReadingServices, RunSecrets, RuntimeServices } from '#main/runtime/services.ts';
import { passphraseKeySource } from '#main/secrets/key-source.ts';
import { createMask } from '#main/secrets/mask.ts';
import { availableSecrets, resolveSecrets } from '#main/secrets/resolve.ts';
import { chooseKeySource, openVault, type Vault } from '#main/secrets/vault.ts';
import { createHttpClient } from '#main/tools/http/http-client.ts';
import { createSqlClient } from '#main/tools/sql/sql-client.ts';
import type { StartWorkerProcess } from '#main/tools/sql/worker-process.ts';
import { AppError, type ErrorData } from '#shared/lib/app-error.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';
import { childEnvironment } from './child-environment.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import { type McpServers, openMcpServers } from './mcp-servers.ts';
import { Passphrase } from './passphrases.ts';
import { allVerifiers } from './registries.ts';

export interface InstrumentOptions {
  /** Absolute. */
  readonly dataDir: string;
  /** The variables of this process: secrets are looked up in them, and children inherit a part of them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asked when the vault needs one; absent where nobody can be asked. */
  readonly passphrase?: (() => Promise<string>) | undefined;
  readonly clock?: Clock;
  /** How a process of ours is started where the program that runs this one is not Node. */
  readonly startProcess?: StartWorkerProcess | undefined;
  /** The MCP servers of the data folder; absent, or `undefined`, where there is no database. */
  readonly servers?: (() => McpServerStore | undefined) | undefined;
  /** Opens the log of this process, which hides what the mask hides; nothing is logged when absent. */
  readonly openLogger?: ((mask: Mask) => Logger) | undefined;
}

/** What reads the world for a plan, without a database and without tools: nothing here can act. */
export interface Instruments extends ReadingServices {
  readonly vault: Vault;
  /** What opens the vault where a passphrase protects it. */
  readonly vaultPassphrase: Passphrase;
  readonly http: HttpClient;
  readonly maskOf: RuntimeServices['maskOf'];
  readonly createSqlClient: () => SqlClient;
  readonly mcp: McpServers;
  readonly logger: Logger;
  /** Hides the secrets of every mask that was made here: for the log of this process. */
  readonly knownSecrets: Mask;
  close(): Promise<void>;
}

/** Opens the instruments of a data folder, which need not exist. */
export function openInstruments(options: InstrumentOptions): Instruments {
  const { dataDir, environment, clock = systemClock, passphrase } = options;
  const http = createHttpClient({ clock });
  const knownSecrets = createMask([]);
  const vaultPassphrase = new Passphrase(passphrase);
  const keySource = () => {
    // Asked anew each time: a person may have given another one.
    const ask = async (): Promise<string> => (await vaultPassphrase.source?.()) ?? '';
    return chooseKeySource({ dataDir, passphrase: vaultPassphrase.isKnown ? passphraseKeySource(ask) : undefined });
  };
  const vault = openVault({ dataDir, keySource, clock });
  const verifiers = allVerifiers(clock);
  const logger = options.openLogger?.(knownSecrets) ?? createLogger({ level: 'silent', destination: SINK });
  const inherited = childEnvironment(environment, process.platform);
  const mcp = openMcpServers({
    servers: options.servers ?? (() => undefined),
    secret: (name) => findSecret(name, environment, vault),
    setSecret: (name, value) => vault.set(name, value),
    folder: dataDir,
    environment: inherited,
    mask: knownSecrets,
    clock,
    logger,
    version: ENGINE_VERSION,
  });
  const maskFor = (values: Readonly<Record<string, string>>): Mask => {
    for (const value of Object.values(values)) knownSecrets.register(value);
    return createMask(Object.entries(values).map(([name, value]) => ({ name, value })));
  };
  return {
    clock,
    vault,
    vaultPassphrase,
    http,
    knownSecrets,
    verifier: (kind) => verifiers.get(kind),
    environment: inherited,
    resolveSecrets: (names) => findSecrets(names, environment, vault),
    createMask: maskFor,
    maskOf: async (names) => maskFor(await availableSecrets(names, { environment, vault })),
    createSqlClient: () => createSqlClient({ clock, startProcess: options.startProcess }),
    mcp,
    logger,
    createMcpClient: (request) => mcp.client(request),
    async close() {
      await mcp.close();
      await http.close();
    },
  };
}

const SINK = { write: () => {} };

async function findSecret(
  name: string,
  environment: InstrumentOptions['environment'],
  vault: Vault,
): Promise<string | undefined> {
  return (Object.hasOwn(environment, name) ? environment[name] : undefined) ?? (await vault.get(name));
}

async function findSecrets(
  names: readonly string[],
  environment: InstrumentOptions['environment'],
  vault: Vault,
): Promise<Result<RunSecrets, ErrorData>> {
  try {
    return ok(await resolveSecrets(names, { environment, vault }));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, hint, details } = error;
    return err({
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(details === undefined ? {} : { details }),
    });
  }
}
