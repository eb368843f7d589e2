import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { McpClient, McpClientOptions, McpServerStore } from '#main/engine/ports/mcp.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { type ConnectDeps, connect } from './connect.ts';
import { createHub } from './hub.ts';
import { createHubOwner } from './hub-owner.ts';
import type { McpHub } from './hub-types.ts';
import { login } from './login.ts';
import { createRunClient } from './run-client.ts';
import { approvedServer } from './usable-server.ts';

export interface McpClientsOptions extends ConnectDeps {
  readonly servers: () => McpServerStore | undefined;
  /** The data folder. The servers of the hub know a folder of their own in it, and nothing of the rest. */
  readonly folder: string;
  /** For the servers of the hub: their environment, before their own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Hides the secrets of the hub's servers in what is shown of them. */
  readonly mask: Mask;
}

/** What a process needs to use MCP servers. */
export interface McpClients {
  /** The servers as one run uses them. */
  readonly client: (options: McpClientOptions) => McpClient;
  /** The servers as people look at them. */
  readonly hub: McpHub;
}

/** In the data folder: where the servers of the hub start, and the workspace that they are told of. */
const HUB_FOLDER = 'mcp-folder';

export function createMcpClients(deps: McpClientsOptions): McpClients {
  const { servers, folder, environment, mask, clock } = deps;
  const workspace = join(folder, HUB_FOLDER);
  const owner = createHubOwner(folder, deps);
  return {
    client: (options) => createRunClient({ servers, connect: (one) => connect(deps, one), options }),
    hub: createHub({
      servers,
      async connect(one) {
        await mkdir(workspace, { recursive: true, mode: 0o700 });
        const isProgram = one.server.definition.transport === 'stdio';
        return connect(deps, isProgram ? { ...one, marker: await owner.marker() } : one);
      },
      options: { workspace, environment, mask },
      clock,
      async login(name, open, signal) {
        const { definition } = approvedServer(servers(), name);
        if (definition.transport !== 'http') {
          throw new AppError('mcp.login-failed', `${name} is a program of this machine, which has no login`);
        }
        await login(deps, definition, mask, open, signal);
      },
    }),
  };
}
