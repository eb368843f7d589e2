import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { McpClientOptions, RegisteredServer } from '#main/engine/ports/mcp.ts';
import { systemClock } from '#main/kernel/clock.ts';
import { createLogger } from '#main/kernel/logger.ts';
import { createMask } from '#main/secrets/mask.ts';
import { connect } from '#main/tools/mcp/connect.ts';
import { createMcpClients, type McpClients, type McpClientsOptions } from '#main/tools/mcp/mcp-clients.ts';
import type { ServerDefinitionSource } from '#shared/mcp/server.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { type FixedServers, pinned, registered } from './servers.ts';

const ROUGH = fileURLToPath(new URL('./rough-server.ts', import.meta.url));

/** A definition of the server that misbehaves as it is told. */
export function roughServer(
  options: Readonly<Record<string, unknown>> = {},
  rest: Partial<Extract<ServerDefinitionSource, { transport: 'stdio' }>> = {},
): RegisteredServer {
  return registered({
    transport: 'stdio',
    name: 'rough',
    command: process.execPath,
    args: [ROUGH, JSON.stringify(options)],
    ...rest,
  });
}

/** An entry of one of the packages with a server that this project has, such as `server-everything`. */
export function packagedServer(name: string, args: readonly string[], rest: object = {}): RegisteredServer {
  const entry = fileURLToPath(
    new URL(`../../../node_modules/@modelcontextprotocol/${name}/dist/index.js`, import.meta.url),
  );
  return registered({ transport: 'stdio', name, command: process.execPath, args: [entry, ...args], ...rest });
}

/** For whom connections of a test are made; its folder goes with the test. */
export function clientOptions(changes: Partial<McpClientOptions> = {}): McpClientOptions {
  return {
    workspace: tempFolder(),
    environment: { PATH: process.env['PATH'] ?? '' },
    runId: null,
    mask: createMask([]),
    ...changes,
  };
}

export interface TestClients extends McpClients {
  readonly servers: FixedServers;
}

/** The client layer over servers that a test registers. The connections of the hub end with the test. */
export function testClients(servers: FixedServers, changes: Partial<McpClientsOptions> = {}): TestClients {
  const { workspace: folder, environment, mask } = clientOptions();
  const clients = createMcpClients({
    ...parts(),
    folder,
    environment,
    mask,
    servers: () => servers.asStore(),
    ...changes,
  });
  onTestFinished(() => clients.hub.close());
  return { ...clients, servers };
}

/** What a server offers now, everything of it pinned. */
export async function pin(server: RegisteredServer): Promise<RegisteredServer> {
  const connection = await connect(parts(), { ...clientOptions(), server, pinnedProtocol: null });
  try {
    const offer = await connection.offer(new AbortController().signal);
    return pinned(server, offer.snapshot);
  } finally {
    await connection.close();
  }
}

export function parts(): Pick<McpClientsOptions, 'clock' | 'logger' | 'version' | 'secret' | 'setSecret'> {
  return {
    clock: systemClock,
    logger: createLogger({ level: 'silent', destination: process.stderr }),
    version: '1.0.0',
    secret: () => Promise.resolve(undefined),
    setSecret: () => Promise.resolve(),
  };
}
