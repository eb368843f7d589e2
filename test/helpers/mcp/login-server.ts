import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that wants a login, and the issuer of its logins: one port, and two origins by its two names. */
export interface LoginServer {
  readonly url: string;
  readonly issuer: string;
  /** Parameters of every request for tokens. */
  readonly grants: URLSearchParams[];
  readonly registrations: unknown[];
  /** What came to the issuer with a header that is meant for the server. */
  readonly leaks: string[];
  /** Tokens that are good now. */
  readonly tokens: Set<string>;
  /** Access tokens end; those that renew them stay. */
  expire(): void;
}

/** Starts one that ends with the test. It takes a login only with PKCE, the resource, and the address that was registered. */
export async function startLoginServer(options: { readonly wrongIssuer?: boolean } = {}): Promise<LoginServer> {
  const codes = new Map<string, URLSearchParams>();
  const renewals = new Set<string>();
  const state = {
    grants: [] as URLSearchParams[],
    registrations: [] as unknown[],
    leaks: [] as string[],
    tokens: new Set<string>(),
  };
  let issuer = '';
  let base = '';

  const json = (response: ServerResponse, status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };

  const authorize = (query: URLSearchParams, response: ServerResponse): void => {
    const code = randomUUID();
    codes.set(code, query);
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    back.searchParams.set('iss', options.wrongIssuer === true ? 'https://evil.example.com' : issuer);
    response.writeHead(302, { location: back.href }).end();
  };

  const grant = (form: URLSearchParams, response: ServerResponse): void => {
    state.grants.push(form);
    const isRenewal = form.get('grant_type') === 'refresh_token';
    const asked = codes.get(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood = isRenewal
      ? renewals.delete(form.get('refresh_token') ?? '')
      : asked?.get('code_challenge') === challenge && asked.get('redirect_uri') === form.get('redirect_uri');
    if (!isGood || form.get('resource') !== `${base}/mcp`) {
      json(response, 400, { error: 'invalid_grant' });
      return;
    }
    const [access, renewal] = [`access-${randomUUID()}`, `renewal-${randomUUID()}`];
    state.tokens.add(access);
    renewals.add(renewal);
    json(response, 200, {
      access_token: access,
      refresh_token: renewal,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'ops',
    });
  };

  const serve = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    if (!state.tokens.has(token)) {
      const challenge = `Bearer scope="ops", resource_metadata="${base}/.well-known/oauth-protected-resource/mcp"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
      return;
    }
    if (request.method !== 'POST') {
      response.writeHead(405).end();
      return;
    }
    const { id, method } = JSON.parse(body) as { readonly id?: unknown; readonly method: string };
    const results: Readonly<Record<string, unknown>> = {
      initialize: {
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 'guarded', version: '1' },
      },
      'tools/list': { tools: [{ name: 'go', inputSchema: { type: 'object' } }] },
      'tools/call': { content: [{ type: 'text', text: 'went' }] },
    };
    if (id === undefined) response.writeHead(202).end();
    else if (results[method] === undefined) json(response, 400, {});
    else json(response, 200, { jsonrpc: '2.0', id, result: results[method] });
  };

  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const url = new URL(request.url ?? '/', issuer);
      const isIssuer = request.headers.host?.startsWith('localhost') === true;
      if (isIssuer && request.headers['x-key'] !== undefined) state.leaks.push(url.pathname);
      if (url.pathname === '/mcp') serve(request, response, body);
      else if (url.pathname === '/.well-known/oauth-protected-resource/mcp') {
        json(response, 200, { resource: `${base}/mcp`, authorization_servers: [issuer] });
      } else if (url.pathname === '/.well-known/oauth-authorization-server') {
        json(response, 200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          registration_endpoint: `${issuer}/register`,
          response_types_supported: ['code'],
          code_challenge_methods_supported: ['S256'],
          authorization_response_iss_parameter_supported: true,
        });
      } else if (url.pathname === '/register') {
        const client = JSON.parse(body) as object;
        state.registrations.push(client);
        json(response, 201, { ...client, client_id: `client-${state.registrations.length}` });
      } else if (url.pathname === '/authorize') authorize(url.searchParams, response);
      else if (url.pathname === '/token') grant(new URLSearchParams(body), response);
      else json(response, 404, {});
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  issuer = `http://localhost:${port}`;
  base = `http://127.0.0.1:${port}`;
  return { ...state, issuer, url: `${base}/mcp`, expire: () => state.tokens.clear() };
}
