import type { McpClient, McpClientOptions, McpServerStore } from '#main/engine/ports/mcp.ts';
import { type ConnectDeps, connect } from './connect.ts';
import { createRunClient } from './run-client.ts';

export interface McpClientsOptions extends ConnectDeps {
  readonly servers: () => McpServerStore | undefined;
}

/** What a process needs to use MCP servers. */
export interface McpClients {
  /** The servers as one run uses them. */
  client(options: McpClientOptions): McpClient;
}

export function createMcpClients(deps: McpClientsOptions): McpClients {
  return {
    client: (options) => createRunClient({ servers: deps.servers, connect: (one) => connect(deps, one), options }),
  };
}
