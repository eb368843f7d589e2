import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An MCP server that lets in who logged in, and the issuer of its tokens, as one. */
export interface LoginServer {
  /** Of the endpoint. */
  readonly url: string;
  close(): Promise<void>;
}

const REVISION = '2025-11-25';

/** Starts it on a port of its own. Whoever opens the address of the login is logged in at once. */
export async function startLoginServer(): Promise<LoginServer> {
  const codes = new Set<string>();
  const tokens = new Set<string>();
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    const body = await textOf(request);
    switch (url.pathname) {
      case '/.well-known/oauth-protected-resource':
      case '/.well-known/oauth-protected-resource/mcp':
        return json(response, 200, { resource: `${origin}/mcp`, authorization_servers: [origin] });
      case '/.well-known/oauth-authorization-server':
        return json(response, 200, {
          issuer: origin,
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          registration_endpoint: `${origin}/register`,
          response_types_supported: ['code'],
          grant_types_supported: ['authorization_code'],
          code_challenge_methods_supported: ['S256'],
          token_endpoint_auth_methods_supported: ['none'],
          authorization_response_iss_parameter_supported: true,
        });
      case '/register':
        return json(response, 201, { ...(JSON.parse(body) as object), client_id: 'a-client' });
      case '/authorize': {
        const code = randomUUID();
        codes.add(code);
        const back = new URL(url.searchParams.get('redirect_uri') ?? origin);
        back.searchParams.set('code', code);
        back.searchParams.set('state', url.searchParams.get('state') ?? '');
        back.searchParams.set('iss', origin);
        response.writeHead(302, { location: back.href }).end();
        return;
      }
      case '/token': {
        if (!codes.delete(new URLSearchParams(body).get('code') ?? '')) {
          return json(response, 400, { error: 'invalid_grant' });
        }
        const token = randomUUID();
        tokens.add(token);
        return json(response, 200, { access_token: token, token_type: 'Bearer', expires_in: 3600 });
      }
      case '/mcp':
        if (!tokens.has((request.headers.authorization ?? '').replace('Bearer ', ''))) {
          const challenge = `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource"`;
          response.writeHead(401, { 'www-authenticate': challenge }).end();
          return;
        }
        return speak(request, body, response);
      default:
        response.writeHead(404).end();
    }
  }

  return {
    url: `${origin}/mcp`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function speak(request: IncomingMessage, body: string, response: ServerResponse): void {
  if (request.method !== 'POST') {
    response.writeHead(405).end();
    return;
  }
  const { id, method } = JSON.parse(body) as { readonly id?: number; readonly method: string };
  const result = (value: unknown): void => json(response, 200, { jsonrpc: '2.0', id, result: value });
  if (id === undefined) response.writeHead(202).end();
  else if (method === 'initialize') {
    result({
      protocolVersion: REVISION,
      capabilities: { tools: {} },
      serverInfo: { name: 'guarded', version: '1.0.0' },
    });
  } else if (method === 'tools/list') {
    result({ tools: [{ name: 'whoami', description: 'Says who asks.', inputSchema: { type: 'object' } }] });
  } else if (method === 'tools/call') result({ content: [{ type: 'text', text: 'somebody who logged in' }] });
  else if (method === 'ping') result({});
  else json(response, 200, { jsonrpc: '2.0', id, error: { code: -32601, message: 'no such method' } });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
