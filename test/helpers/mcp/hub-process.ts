import { systemClock } from '#main/kernel/clock.ts';
import { createLogger } from '#main/kernel/logger.ts';
import { createMask } from '#main/secrets/mask.ts';
import { createMcpClients } from '#main/tools/mcp/mcp-clients.ts';
import type { ServerDefinitionSource } from '#shared/mcp/server.ts';
import { FixedServers, registered } from './servers.ts';

// A process with a hub, which stays until it is killed. Usage: hub-process.ts FOLDER DEFINITION. It writes the state of its server.

const [folder = '', definition = ''] = process.argv.slice(2);
const server = registered(JSON.parse(definition) as ServerDefinitionSource);
const servers = new FixedServers(server);
const { hub } = createMcpClients({
  servers: () => servers.asStore(),
  folder,
  environment: {},
  mask: createMask([]),
  clock: systemClock,
  logger: createLogger({ level: 'silent', destination: process.stderr }),
  version: '1.0.0',
  secret: () => Promise.resolve(undefined),
  setSecret: () => Promise.resolve(),
});
const { state, error } = await hub.start(server.definition.name);
process.stdout.write(`${JSON.stringify({ state, error })}\n`);
setInterval(() => {}, 60_000);
