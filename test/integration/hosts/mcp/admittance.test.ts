import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type AgentServer, agentServer } from '#test/helpers/agent-server.ts';
import { testRoom } from '#test/helpers/run-plan.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | readonly Buffer[];
}

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
});

const server = async (): Promise<AgentServer> => agentServer(await testRoom());

/** Sends a message as a client would, but for what is given otherwise. */
function send(
  { port, token }: AgentServer,
  { method = 'POST', path = '/mcp', headers = {}, body = '' }: Sent,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const usual = {
      authorization: `Bearer ${token}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
    };
    const all = Object.fromEntries(Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== ''));
    const asking = request({ host: '127.0.0.1', port, path, method, headers: all, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    asking.on('error', reject);
    for (const block of typeof body === 'string' ? [body] : body) asking.write(block);
    asking.end();
  });
}

async function sessionOf(to: AgentServer): Promise<string> {
  const { status, headers } = await send(to, { body: INITIALIZE });
  expect(status).toBe(200);
  return String(headers['mcp-session-id']);
}

const ping = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' });

describe('a client without the token', () => {
  it.each(['', 'Bearer', 'Bearer ', 'Bearer x', 'Basic TOKEN', 'TOKEN', 'Bearer TOKEN2', 'Bearer  two words'])(
    'is not served: %s',
    async (given) => {
      const to = await server();
      const authorization = given.replace('TOKEN', to.token);
      const answer = await send(to, { headers: { authorization }, body: INITIALIZE });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('Bearer');
      expect(answer.body).toContain('opsroom serve');
      expect(answer.body).not.toContain(to.token);
      expect(answer.headers['mcp-session-id']).toBeUndefined();
    },
  );

  it('is not served with the cookie or the token of a page, and a page not with the token of agents', async () => {
    const to = await server();
    const letIn = await send(to, { method: 'GET', path: `/?token=${to.pageToken}`, headers: { authorization: '' } });
    const cookie = String(letIn.headers['set-cookie']).split(';', 1)[0] ?? '';
    expect(letIn.status).toBe(200);
    expect((await send(to, { headers: { authorization: '', cookie }, body: INITIALIZE })).status).toBe(401);
    const authorization = `Bearer ${to.pageToken}`;
    expect((await send(to, { headers: { authorization }, body: INITIALIZE })).status).toBe(401);
    expect((await send(to, { method: 'GET', path: `/?token=${to.token}` })).status).toBe(403);
    expect((await send(to, { method: 'GET', path: '/' })).status).toBe(401);
  });
});

describe('a page of somebody else', () => {
  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1:1',
    '0.0.0.0:PORT',
    '127.0.0.1.nip.io:PORT',
    'localhost.:PORT',
  ])('does not reach it under another name: %s', async (name) => {
    const to = await server();
    const host = name.replace('PORT', String(to.port));
    expect((await send(to, { headers: { host }, body: INITIALIZE })).status).toBe(421);
  });

  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1',
    'http://127.0.0.1:PORT.evil.example',
  ])('does not reach it from another origin: %s', async (name) => {
    const to = await server();
    const origin = name.replace('PORT', String(to.port));
    expect((await send(to, { headers: { origin }, body: INITIALIZE })).status).toBe(403);
  });

  it('of the server itself would be served', async () => {
    const to = await server();
    const origin = `http://127.0.0.1:${to.port}`;
    const { status, headers } = await send(to, { headers: { origin }, body: INITIALIZE });
    expect(status).toBe(200);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a message', () => {
  it.each([
    ['said to be', { 'content-length': String(50 << 20) }],
    ['that turns out to be', { 'transfer-encoding': 'chunked' }],
  ])('%s larger than what is taken is refused, and the next one is served', async (_, headers) => {
    const to = await server();
    const block = Buffer.alloc(1 << 20, 0x20);
    const body = Array.from({ length: 50 }, () => block);
    const answer = await send(to, { headers, body });
    expect(answer.status).toBe(413);
    await sessionOf(to);
  });

  it.each([
    ['nothing', '', 400],
    ['no JSON', '{"jsonrpc":', 400],
    ['no object', '7', 400],
    ['no message', '{"hello":"world"}', 400],
    ['no request of ours', '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400],
    ['bytes', '\u0000\u0001\ufffd', 400],
    ['deep', '['.repeat(100_000), 400],
  ])('that is %s is refused as such', async (_, body, status) => {
    const to = await server();
    const answer = await send(to, { body });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ jsonrpc: '2.0', error: { code: expect.any(Number) } });
    await sessionOf(to);
  });

  it('that is no JSON by its own word is refused', async () => {
    const to = await server();
    expect((await send(to, { headers: { 'content-type': 'text/plain' }, body: INITIALIZE })).status).toBe(415);
  });

  it.each(['PUT', 'PATCH', 'OPTIONS', 'HEAD'])('by %s is not served', async (method) => {
    const to = await server();
    expect((await send(to, { method })).status).toBe(405);
  });
});

describe('a session', () => {
  it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('begins in the revision %s', async (revision) => {
    const to = await server();
    const { status, body } = await send(to, { body: INITIALIZE.replace('2025-11-25', revision) });
    expect(status).toBe(200);
    expect(body).toContain(`"protocolVersion":"${revision}"`);
  });

  it('that is not known, or was ended, is not found', async () => {
    const to = await server();
    const known = await sessionOf(to);
    const inSession = (id: string, sent: Sent = { body: ping }) =>
      send(to, { ...sent, headers: { 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' } });
    expect((await inSession(known)).status).toBe(200);
    for (const id of ['x', known.toUpperCase(), '00000000-0000-4000-8000-000000000000', '../../etc']) {
      expect((await inSession(id)).status).toBe(404);
    }
    expect((await inSession(known, { method: 'DELETE' })).status).toBe(200);
    expect((await inSession(known)).status).toBe(404);
  });

  it('is needed before anything is asked', async () => {
    const to = await server();
    expect((await send(to, { body: ping })).status).toBe(400);
    expect((await send(to, { method: 'GET', headers: { accept: 'text/event-stream' } })).status).toBe(400);
    expect((await send(to, { method: 'DELETE' })).status).toBe(400);
  });

  it('of many is kept as long as it speaks; the one that is silent longest ends', async () => {
    const to = await server();
    const first = await sessionOf(to);
    const second = await sessionOf(to);
    const speak = (id: string) => send(to, { headers: { 'mcp-session-id': id }, body: ping });
    for (let more = 0; more < 126; more += 1) await sessionOf(to);
    expect((await speak(first)).status).toBe(200);
    await sessionOf(to);
    expect((await speak(second)).status).toBe(404);
    expect((await speak(first)).status).toBe(200);
  });
});
