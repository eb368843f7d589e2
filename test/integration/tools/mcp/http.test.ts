import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { McpCallRequest, McpClient, RegisteredServer } from '#main/engine/ports/mcp.ts';
import { createMask } from '#main/secrets/mask.ts';
import { connect } from '#main/tools/mcp/connect.ts';
import { realServer } from '#test/helpers/mcp/act-server.ts';
import { clientOptions, parts, pin, testClients } from '#test/helpers/mcp/clients.ts';
import { FixedServers, resolved } from '#test/helpers/mcp/servers.ts';
import { httpServer, listen, sessionServer } from '#test/helpers/mcp/session-server.ts';

const signal = new AbortController().signal;

function client(server: RegisteredServer): McpClient {
  const one = testClients(new FixedServers(server)).client(clientOptions());
  onTestFinished(() => one.close());
  return one;
}

const call = (server: RegisteredServer, tool: string, rest: Partial<McpCallRequest> = {}): McpCallRequest => ({
  server: resolved(server),
  tool,
  arguments: {},
  signal,
  ...rest,
});

it('uses a real server, and ends a call in the middle', async () => {
  const port = await freePort();
  const child = spawn(process.execPath, [realServer('everything'), 'streamableHttp'], {
    env: { PATH: process.env['PATH'], PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('listening')) resolve();
      });
    }
  });
  const server = await pin(httpServer(`http://127.0.0.1:${port}/mcp`));
  expect(server.pins?.identity.protocol).toBe('2025-11-25');
  const one = client(server);
  const structured = await one.call(call(server, 'get-structured-content', { arguments: { location: 'New York' } }));
  expect(structured.structured).toMatchObject({ temperature: expect.any(Number) as number });
  const image = await one.call(call(server, 'get-tiny-image'));
  expect(image.content[1]).toMatchObject({ type: 'binary', name: 'image-2.png', mimeType: 'image/png' });

  const stop = new AbortController();
  const reason = new Error('enough');
  const long = one.call(
    call(server, 'trigger-long-running-operation', {
      arguments: { duration: 60, steps: 120 },
      signal: stop.signal,
      onLine: () => stop.abort(reason),
    }),
  );
  await expect(long).rejects.toBe(reason);
  expect((await one.call(call(server, 'echo', { arguments: { message: 'still here' } }))).content).toEqual([
    { type: 'text', text: 'Echo: still here' },
  ]);
});

it('sends its headers, with the values of secrets, to the named origin alone', async () => {
  const seen: (string | undefined)[] = [];
  const elsewhere = await listen((request, response) => {
    seen.push(`elsewhere ${request.headers['x-key'] as string}`);
    response.writeHead(500).end();
  });
  const { handler } = sessionServer((_, response) => response.writeHead(307, { location: elsewhere }).end());
  const url = await listen((request, response, body) => {
    seen.push(request.headers['x-key'] as string | undefined);
    handler(request, response, body);
  });
  const mask = createMask([]);
  const server = httpServer(url, { headers: { 'x-plain': 'p' }, secretHeaders: { 'x-key': 'KEY' } });
  const deps = { ...parts(), secret: () => Promise.resolve('the-key-value') };
  const connection = await connect(deps, { ...clientOptions({ mask }), server, pinnedProtocol: null });
  const offer = await connection.offer(signal);
  const tool = offer.tools.get('go')?.definition;
  if (tool === undefined) throw new Error('no tool');
  await expect(connection.call(tool, {}, { timeoutMs: 5_000, signal })).rejects.toMatchObject({ code: 'mcp.protocol' });
  await connection.close();
  expect(new Set(seen)).toEqual(new Set(['the-key-value']));
  expect(mask.text('the-key-value')).toBe('***');
});

it('begins a new session when the server has forgotten the old one', async () => {
  const { handler, sessions } = sessionServer((request, response, body) => {
    if (request.headers['mcp-session-id'] !== 's3') {
      response.writeHead(404).end();
      return;
    }
    const { id } = JSON.parse(body) as { readonly id: unknown };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: 'went' }] } }));
  });
  const server = await pin(httpServer(await listen(handler)));
  const result = await client(server).call(call(server, 'go'));
  expect(result.content).toEqual([{ type: 'text', text: 'went' }]);
  expect(sessions).toEqual(['s1', 's2', 's3']);
});

it('never makes a call again that had begun when the server refused another message', async () => {
  const begun: unknown[] = [];
  const { handler, sessions } = sessionServer((_, response, body) => {
    const { id, params, method } = JSON.parse(body) as {
      readonly id: unknown;
      readonly method?: string;
      readonly params: { readonly arguments: { readonly part: string } };
    };
    // The answer to its question.
    if (method === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { part } = params.arguments;
    if (part === 'refused' && sessions.length === 2) {
      response.writeHead(404).end();
      return;
    }
    begun.push(part);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const say = (message: object): void => {
      response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`);
    };
    if (part === 'asks') {
      const requestedSchema = { type: 'object', properties: {} };
      say({ id: 'q', method: 'elicitation/create', params: { message: 'Go on?', requestedSchema } });
    } else if (part === 'silent') say({ method: 'notifications/message', params: { level: 'info', data: 'begun' } });
    else say({ id, result: { content: [] } });
  });
  const server = await pin(httpServer(await listen(handler)));
  const asks = client(server);
  const ask: McpCallRequest['ask'] = () => Promise.resolve({ action: 'accept', values: {} });
  await expect(asks.call(call(server, 'go', { arguments: { part: 'asks' }, ask }))).rejects.toMatchObject({
    code: 'mcp.closed',
    message: 'remote does not know the session any more',
  });
  expect(begun).toEqual(['asks']);

  begun.length = 0;
  sessions.length = 1;
  const one = client(server);
  let silent: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve) => {
    silent = one.call(call(server, 'go', { arguments: { part: 'silent' }, onLine: () => resolve() }));
    silent.catch(() => {});
  });
  await one.call(call(server, 'go', { arguments: { part: 'refused' } }));
  await expect(silent).rejects.toMatchObject({ code: 'mcp.closed' });
  expect(begun).toEqual(['silent', 'refused']);
});

it('stops reading an answer that is too long', async () => {
  const { handler } = sessionServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: "');
    const chunk = 'x'.repeat(1024 * 1024);
    const more = (): void => {
      while (response.write(chunk));
      response.once('drain', more);
    };
    more();
  });
  const server = await pin(httpServer(await listen(handler)));
  await expect(client(server).call(call(server, 'go'))).rejects.toMatchObject({ code: 'mcp.too-large' });
});

it('says that a login is needed, and that nobody answers', async () => {
  const url = await listen((_, response) => response.writeHead(401).end());
  const options = { ...clientOptions(), pinnedProtocol: null };
  await expect(connect(parts(), { ...options, server: httpServer(url) })).rejects.toMatchObject({
    code: 'mcp.login-required',
  });
  const nobody = httpServer(`http://127.0.0.1:${await freePort()}/mcp`);
  await expect(connect(parts(), { ...options, server: nobody })).rejects.toMatchObject({ code: 'mcp.connect' });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
