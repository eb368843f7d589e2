import type {
  McpCallRequest,
  McpCallResult,
  McpClient,
  McpClientOptions,
  McpServerStore,
  RegisteredServer,
} from '#main/engine/ports/mcp.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { checkOffer } from './check-offer.ts';
import type { ConnectOptions } from './connect.ts';
import { type Connection, untilAborted } from './connection.ts';
import { contentOf } from './content.ts';
import { structuredOf } from './structured.ts';
import { usableServer } from './usable-server.ts';

export interface RunClientParts {
  readonly servers: () => McpServerStore | undefined;
  connect(options: ConnectOptions): Promise<Connection>;
  readonly options: McpClientOptions;
}

/** The servers of one run: one connection each, opened when it is first needed, and again after it ended. */
export function createRunClient(parts: RunClientParts): McpClient {
  const connections = new Map<string, Promise<Connection>>();
  let isClosed = false;

  const connection = async (server: RegisteredServer, signal: AbortSignal): Promise<Connection> => {
    const { name } = server.definition;
    const known = connections.get(name);
    if (known !== undefined) {
      const open = await untilAborted(known, signal);
      if (open.isUsable) return open;
      // Somebody else may have opened the next one meanwhile.
      if (connections.get(name) !== known) return connection(server, signal);
    }
    const opening = parts.connect({ ...parts.options, server });
    connections.set(name, opening);
    opening.catch(() => {
      if (connections.get(name) === opening) connections.delete(name);
    });
    return untilAborted(opening, signal);
  };

  const callOnce = async (request: McpCallRequest): Promise<McpCallResult> => {
    if (isClosed) throw new AppError('mcp.closed', 'the run has ended');
    const { server: resolved, signal } = request;
    const server = usableServer(parts.servers(), resolved);
    const open = await connection(server, signal);
    const offer = await open.offer(signal);
    const tool = checkOffer(offer, resolved, request.tool, server);
    const validate = open.schemas.compile(tool.definition);
    const result = await open.call(tool.definition, request.arguments, {
      signal,
      timeoutMs: request.timeoutMs ?? server.definition.deadlines.callMs,
      onLine: request.onLine,
      ask: request.ask,
    });
    return {
      isError: result.isError === true,
      structured: structuredOf(tool.name, result, validate),
      content: contentOf(result),
      identity: open.identity,
    };
  };

  return {
    async call(request) {
      try {
        return await callOnce(request);
      } catch (error) {
        // The server has forgotten the session, so the call never began: it is made in a new one.
        if (errorCode(error) !== 'mcp.session-gone') throw error;
        return callOnce(request);
      }
    },
    async close() {
      isClosed = true;
      const open = await Promise.allSettled(connections.values());
      await Promise.all(open.flatMap((one) => (one.status === 'fulfilled' ? [one.value.close()] : [])));
    },
  };
}
