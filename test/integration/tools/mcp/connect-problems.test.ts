import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { connect } from '#main/tools/mcp/connect.ts';
import { clientOptions, parts } from '#test/helpers/mcp/clients.ts';
import { registered } from '#test/helpers/mcp/servers.ts';
import { bodyOf, certificates, hasOpenssl, serve } from '#test/integration/tools/http/http-server.ts';

const http = async (handler: RequestListener): Promise<number> => (await serve(handler)).port;

async function tcp(greet: (socket: Socket) => void): Promise<number> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const status = (code: number, body = '', headers: Record<string, string> = {}): Promise<number> =>
  http((_, response) => response.writeHead(code, headers).end(body));
const json = (body: string): Promise<number> => status(200, body, { 'content-type': 'application/json' });

/** A port where nobody listens any more. */
async function deserted(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return port;
}

/** Answers the greeting of older servers with `answer`, and nothing else. */
function greeted(answer: object): Promise<number> {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { id, method } = JSON.parse(await bodyOf(request)) as { readonly id?: unknown; readonly method: string };
    if (method !== 'initialize') response.writeHead(400).end();
    else {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
    }
  };
  return http((request, response) => void respond(request, response));
}

async function refusal(url: string) {
  const server = registered({ transport: 'http', name: 'remote', url });
  const error: unknown = await connect(parts(), { ...clientOptions(), server, pinnedProtocol: null }).then(
    (connection) => connection.close(),
    (reason: unknown) => reason,
  );
  return error as { readonly code: string; readonly message: string; readonly hint: string; readonly details?: object };
}

const NOT_MCP = /often ends with \/mcp/;
const OLD = { protocolVersion: '1999-01-01', capabilities: {}, serverInfo: { name: 'old', version: '1' } };

/** What answers, what is said of it (PLACE stands for its address), what to do, and details. */
const TABLE: readonly (readonly [string, () => Promise<number>, string, RegExp, object?])[] = [
  [
    'nothing',
    deserted,
    'nothing answers at PLACE: is it running?',
    /start the server.*port/,
    { reason: 'ECONNREFUSED' },
  ],
  [
    'who hangs up',
    () => tcp((socket) => void socket.destroy()),
    'PLACE ended the connection without an answer',
    /https in its address/,
  ],
  [
    'what is no HTTP',
    () => tcp((socket) => void socket.end('SSH-2.0-x\r\n')),
    'what answers at PLACE does not speak HTTP',
    /the port/,
  ],
  [
    'a web page',
    () => status(200, '<html>', { 'content-type': 'text/html' }),
    'what answers at PLACE is no MCP server: it sent text/html',
    NOT_MCP,
  ],
  ['an empty answer', () => status(204), 'what answers at PLACE is no MCP server: it sent an empty answer', NOT_MCP],
  [
    'other JSON',
    () => json('{"a":1}'),
    'what answers at PLACE is no MCP server: it sent JSON that is no message of the protocol',
    NOT_MCP,
  ],
  ['broken JSON', () => json('{{'), 'what answers at PLACE is no MCP server: it sent what is no JSON', NOT_MCP],
  [
    'not found',
    () => status(404, 'no  such\npage'),
    'PLACE answered with HTTP 404 Not Found: no such page',
    NOT_MCP,
    { status: 404 },
  ],
  ['forbidden', () => status(403), 'PLACE answered with HTTP 403 Forbidden', /log in again/, { status: 403 }],
  ['too often', () => status(429), 'PLACE answered with HTTP 429 Too Many Requests', /wait/, { status: 429 }],
  [
    'a fault with a page',
    () => status(503, '<html>oops'),
    'PLACE answered with HTTP 503 Service Unavailable',
    /its log/,
    { status: 503 },
  ],
  [
    'another protocol',
    () => greeted({ result: OLD }),
    'it speaks a protocol that is not known here: 1999-01-01',
    /update/,
  ],
  [
    'a refused greeting',
    () => greeted({ error: { code: -32601, message: 'no\nsuch' } }),
    'PLACE does not take our greeting: no such',
    NOT_MCP,
  ],
];

for (const [what, listen, message, hint, details] of TABLE) {
  it(`says in plain words that it met ${what}`, async () => {
    const place = `127.0.0.1:${await listen()}`;
    const error = await refusal(`http://${place}/mcp`);
    expect(error).toMatchObject({ code: 'mcp.connect', message: `remote: ${message.replace('PLACE', place)}` });
    expect(error.hint).toMatch(hint);
    if (details !== undefined) expect(error.details).toEqual(details);
  });
}

it('says that a name is not known', async () => {
  expect(await refusal('http://no-such-name.invalid/mcp')).toMatchObject({
    code: 'mcp.connect',
    message: expect.stringMatching(/^remote: .*name no-such-name\.invalid/) as string,
  });
});

it('says where a redirect leads, and does not follow it', async () => {
  let isCalled = false;
  const target = await http((_, response) => {
    isCalled = true;
    response.end();
  });
  const location = `http://127.0.0.1:${target}/other`;
  const place = `127.0.0.1:${await status(302, '', { location })}`;
  const error = await refusal(`http://${place}/mcp`);
  expect(error).toMatchObject({ code: 'mcp.connect', message: `remote: ${place} answered with HTTP 302 Found` });
  expect(error.hint).toContain(location);
  expect(isCalled).toBe(false);
});

it('says that TLS is not spoken', async () => {
  const place = `127.0.0.1:${await status(200)}`;
  expect(await refusal(`https://${place}/mcp`)).toMatchObject({
    code: 'mcp.connect',
    message: `remote: ${place} does not speak TLS`,
    hint: expect.stringContaining('http://') as string,
  });
});

it.runIf(hasOpenssl)('says that a certificate is not accepted', async () => {
  const { serverCert: cert, serverKey: key } = certificates();
  const place = `127.0.0.1:${(await serve((_, response) => void response.end(), { cert, key })).port}`;
  const error = await refusal(`https://${place}/mcp`);
  expect(error).toMatchObject({ code: 'mcp.connect', details: { reason: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } });
  expect(error.message).toContain(`remote: the certificate of ${place} is not accepted: `);
});
