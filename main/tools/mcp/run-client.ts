import type {
  McpCallRequest,
  McpCallResult,
  McpClient,
  McpClientOptions,
  McpServerStore,
  RegisteredServer,
} from '#main/engine/ports/mcp.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { callTool } from './call-tool.ts';
import type { ConnectOptions } from './connect.ts';
import type { Connection } from './connection.ts';
import { SESSION_GONE } from './mcp-error.ts';
import { untilAborted } from './until-aborted.ts';
import { usableServer } from './usable-server.ts';

export interface RunClientParts {
  readonly servers: () => McpServerStore | undefined;
  connect(options: ConnectOptions): Promise<Connection>;
  readonly options: McpClientOptions;
}

/** The servers of one run: one connection each, opened when it is first needed, and again after it ended. */
export function createRunClient(parts: RunClientParts): McpClient {
  const connections = new Map<string, Promise<Connection>>();
  const ended = new AbortController();

  const connection = async (server: RegisteredServer, signal: AbortSignal): Promise<Connection> => {
    const { name } = server.definition;
    const known = connections.get(name);
    if (known !== undefined) {
      const open = await untilAborted(known, signal);
      if (open.isUsable) return open;
      // Somebody else may have opened the next one meanwhile.
      if (connections.get(name) !== known) return connection(server, signal);
    }
    const opening = parts.connect({
      ...parts.options,
      server,
      signal: ended.signal,
      pinnedProtocol: server.pins?.identity.protocol ?? null,
    });
    connections.set(name, opening);
    opening.catch(() => {
      if (connections.get(name) === opening) connections.delete(name);
    });
    return untilAborted(opening, signal);
  };

  const callOnce = async (request: McpCallRequest): Promise<McpCallResult> => {
    ended.signal.throwIfAborted();
    const { server: resolved, signal } = request;
    const server = usableServer(parts.servers(), resolved);
    const open = await connection(server, signal);
    return callTool(open, { registered: server, resolved }, request.tool, request);
  };

  return {
    async call(request) {
      try {
        return await callOnce(request);
      } catch (error) {
        // The server has forgotten the session and refused this very call, so it never began: it is made in a new one.
        if (errorCode(error) !== SESSION_GONE) throw error;
        return callOnce(request);
      }
    },
    async close() {
      ended.abort(new AppError('mcp.closed', 'the run has ended'));
      const open = await Promise.allSettled(connections.values());
      await Promise.all(open.flatMap((one) => (one.status === 'fulfilled' ? [one.value.close()] : [])));
    },
  };
}
