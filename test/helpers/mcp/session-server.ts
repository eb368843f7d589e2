import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { RegisteredServer } from '#main/engine/ports/mcp.ts';
import type { ServerDefinitionSource } from '#shared/mcp/server.ts';
import { registered } from './servers.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** Serves on a port of its own until the test ends; gives the address. */
export async function listen(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => handler(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}

/** A definition of a server at an address. */
export function httpServer(
  url: string,
  rest: Partial<Extract<ServerDefinitionSource, { transport: 'http' }>> = {},
): RegisteredServer {
  return registered({ transport: 'http', name: 'remote', url, ...rest });
}

interface SessionServer {
  readonly handler: Handler;
  /** Ids of the sessions that were begun. */
  readonly sessions: string[];
}

/**
 * An older server with sessions, in a few lines. `onCall` answers calls, and takes the client's own answers; `onList` answers
 * lists of tools.
 */
export function sessionServer(onCall: Handler, onList: Handler = listing([GO])): SessionServer {
  const sessions: string[] = [];
  return {
    sessions,
    handler(request, response, body) {
      if (request.method !== 'POST') {
        response.writeHead(405).end();
        return;
      }
      const { id, method } = JSON.parse(body) as { readonly id?: unknown; readonly method?: string };
      if (method === 'initialize') {
        sessions.push(`s${sessions.length + 1}`);
        const result = {
          protocolVersion: '2025-11-25',
          capabilities: { tools: {} },
          serverInfo: { name: 'sessions', version: '1' },
        };
        answer(response, id, result, { 'mcp-session-id': sessions.at(-1) ?? '' });
      } else if (method === 'tools/list') onList(request, response, body);
      else if (method === 'tools/call' || method === undefined) onCall(request, response, body);
      else if (method === 'ping') answer(response, id, {});
      else if (id === undefined) response.writeHead(202).end();
      else response.writeHead(400).end();
    },
  };
}

/** The only tool of a session server, unless it is given others. */
export const GO = { name: 'go', inputSchema: { type: 'object' } } as const;

/** Answers lists with these tools. */
export function listing(tools: readonly object[]): Handler {
  return (_, response, body) => answer(response, (JSON.parse(body) as { readonly id: unknown }).id, { tools });
}

/** Answers one request. */
export function answer(
  response: ServerResponse,
  id: unknown,
  result: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
}
