import type { McpClient, McpClientOptions } from '#main/engine/ports/mcp.ts';
import type { McpHub } from '#main/tools/mcp/hub-types.ts';
import type { McpClients, McpClientsOptions } from '#main/tools/mcp/mcp-clients.ts';

/** The MCP servers of a data folder, for this process. What speaks the protocol is loaded when somebody first wants one. */
export interface McpServers {
  /** The servers as one run uses them. */
  client(options: McpClientOptions): McpClient;
  /** The servers as people look at them. */
  hub(): Promise<McpHub>;
  /** Ends what the hub has started; a run's client is closed by itself. */
  close(): Promise<void>;
}

export function openMcpServers(options: McpClientsOptions): McpServers {
  let loading: Promise<McpClients> | undefined;
  const clients = (): Promise<McpClients> =>
    (loading ??= import('#main/tools/mcp/mcp-clients.ts').then(({ createMcpClients }) => createMcpClients(options)));
  return {
    client(request) {
      let opening: Promise<McpClient> | undefined;
      return {
        async call(wanted) {
          opening ??= clients().then((all) => all.client(request));
          return (await opening).call(wanted);
        },
        async close() {
          await (await opening)?.close();
        },
      };
    },
    hub: async () => (await clients()).hub,
    async close() {
      await (await loading)?.hub.close();
    },
  };
}
