import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { sendBytes, type TestServer, testServer } from '#test/helpers/page-server.ts';

const SOCKET = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

const own = (server: TestServer): string => `http://127.0.0.1:${server.port}`;

/** What opens the socket of a page that was let in. */
async function socketOf(server: TestServer): Promise<Record<string, string>> {
  return { ...SOCKET, 'sec-websocket-protocol': (await server.protocols()).join(', ') };
}

describe('the printed address', () => {
  test('is exchanged for a strict cookie and a key for the page, and leaves the address bar', async () => {
    const server = await testServer();
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
    const { status, headers, body } = await server.ask(`/?token=${server.token}`);
    expect(status).toBe(200);
    expect(body).toMatch(/localStorage\.setItem\("opsroom-page-key", "[\w-]{43}"\); location\.replace\('\/'\);/);
    const [, nonce = ''] = /<script nonce="([^"]+)">/.exec(body) ?? [];
    expect(headers['content-security-policy']).toContain(`default-src 'none'; script-src 'nonce-${nonce}'`);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
    const cookie = String(headers['set-cookie']);
    expect(cookie).toMatch(new RegExp(`^opsroom-${server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`));
    const [, key = ''] = await server.protocols();
    for (const secret of [server.token, key.slice('opsroom.key.'.length)]) expect(cookie).not.toContain(secret);
    expect(body).not.toContain(server.token);
  });

  test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(10_000)])(
    'with a guessed token lets nobody in: %.10s',
    async (token) => {
      const server = await testServer();
      const { status, headers } = await server.ask(`/?token=${token}`);
      expect(status).toBe(403);
      expect(headers['set-cookie']).toBeUndefined();
    },
  );

  test('for once works once', async () => {
    const server = await testServer();
    const path = server.urlForOnce().slice(own(server).length);
    expect((await server.ask(path)).status).toBe(200);
    expect((await server.ask(path)).status).toBe(403);
  });

  test('of one start is nothing to another', async () => {
    const [server, other] = [await testServer(), await testServer()];
    expect((await other.ask(`/?token=${server.token}`)).status).toBe(403);
    expect((await other.ask('/', { headers: { cookie: await server.letIn() } })).status).toBe(401);
  });
});

describe('a browser without the cookie', () => {
  test.each(['/', '/assets/main-1a2b.js', '/session', '/nothing'])('gets nothing of %s', async (path) => {
    const server = await testServer();
    const answer = await server.ask(path);
    expect(answer.status).toBe(401);
    expect(answer.body).toBe('open the address that opsroom serve printed: it lets this browser in\n');
  });

  test.each(['opsroom=x', 'opsroom-0=x', '=', ';;;', 'a'.repeat(4_000)])(
    'or with the cookie %.12s gets nothing',
    async (cookie) => {
      const server = await testServer();
      expect((await server.ask('/', { headers: { cookie } })).status).toBe(401);
    },
  );

  test('opens no socket', async () => {
    const server = await testServer();
    const answer = await server.ask('/rpc', { headers: { ...SOCKET, origin: own(server) } });
    expect(answer.status).toBe(401);
  });
});

describe('another server of this machine, which the browser sends the cookie to as well', () => {
  test.each([undefined, '', 'opsroom', 'opsroom, opsroom.key.', `opsroom, opsroom.key.${'A'.repeat(43)}`])(
    'opens no socket with it, whatever page it says it is: %s',
    async (protocol) => {
      const server = await testServer();
      const headers = {
        ...SOCKET,
        cookie: await server.letIn(),
        origin: own(server),
        ...(protocol === undefined ? {} : { 'sec-websocket-protocol': protocol }),
      };
      expect((await server.ask('/rpc', { headers })).status).toBe(401);
    },
  );

  test('nor with the key of another start, and learns no key', async () => {
    const [server, other] = [await testServer(), await testServer()];
    const cookie = await server.letIn();
    const headers = { ...(await socketOf(other)), cookie, origin: own(server) };
    expect((await server.ask('/rpc', { headers })).status).toBe(401);
    const [, key = ''] = await server.protocols();
    for (const path of ['/', '/session', '/?token=x', '/assets/main-1a2b.js']) {
      const { body, headers: told } = await server.ask(path, { headers: { cookie } });
      expect(body + JSON.stringify(told)).not.toContain(key.slice('opsroom.key.'.length));
    }
    expect((await server.ask('/session', { headers: { cookie } })).status).toBe(401);
  });
});

describe('DNS rebinding: a request under another name of the server', () => {
  test.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1.nip.io:PORT',
    '0.0.0.0:PORT',
    '[::1]:PORT',
    'localhost.:PORT',
  ])('is refused: %s', async (name) => {
    const server = await testServer();
    const cookie = await server.letIn();
    const host = name.replace('PORT', String(server.port));
    const answer = await server.ask('/', { headers: { host, cookie } });
    expect(answer.status).toBe(421);
    expect(answer.body.split('\n')).toHaveLength(2);
    const opening = await socketOf(server);
    const socket = await server.ask('/rpc', { headers: { ...opening, host, cookie, origin: own(server) } });
    expect(socket.status).toBe(421);
  });

  test('is refused with two names', async () => {
    const server = await testServer();
    const host = `127.0.0.1:${server.port}`;
    const answer = await sendBytes(
      server.port,
      `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 4(00|21) /);
  });

  test('is refused without a name', async () => {
    const server = await testServer();
    expect(await sendBytes(server.port, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /);
  });
});

describe('another page', () => {
  test.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1',
    'http://127.0.0.1:PORT.evil.example',
  ])('opens no socket, although the browser was let in: %s', async (name) => {
    const server = await testServer();
    const cookie = await server.letIn();
    const origin = name.replace('PORT', String(server.port));
    const answer = await server.ask('/rpc', { headers: { ...(await socketOf(server)), cookie, origin } });
    expect(answer.status).toBe(403);
  });

  test('that hides where it comes from opens none either', async () => {
    const server = await testServer();
    const headers = { ...(await socketOf(server)), cookie: await server.letIn() };
    const answer = await server.ask('/rpc', { headers });
    expect(answer.status).toBe(403);
  });

  test('posts nothing', async () => {
    const server = await testServer();
    const cookie = await server.letIn();
    const requests: Record<string, string>[] = [{ cookie }, { cookie, origin: 'http://evil.example' }];
    for (const headers of requests) {
      expect((await server.ask('/', { method: 'POST', headers })).status).toBe(403);
    }
    expect((await server.ask('/', { method: 'POST', headers: { cookie, origin: own(server) } })).status).toBe(405);
  });
});

describe('the page that was let in', () => {
  test('gets its page under the strict policy, never from a cache', async () => {
    const server = await testServer();
    const answers = [1, 2].map(async () => server.ask('/', { headers: { cookie: await server.letIn() } }));
    const [first, second] = await Promise.all(answers);
    expect(first?.status).toBe(200);
    expect(first?.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    const policy = String(first?.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toBe(second?.headers['content-security-policy']);
    const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? [];
    expect(first?.body).toContain(nonce);
  });

  test('gets its assets once, and then by their tag', async () => {
    const server = await testServer();
    const cookie = await server.letIn();
    const { status, headers } = await server.ask('/assets/main-1a2b.js', { headers: { cookie } });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    const again = await server.ask('/assets/main-1a2b.js', {
      headers: { cookie, 'if-none-match': String(headers['etag']) },
    });
    expect(again).toMatchObject({ status: 304, body: '' });
  });

  test('opens its socket', async () => {
    const server = await testServer();
    const headers = { ...(await socketOf(server)), cookie: await server.letIn(), origin: own(server) };
    const opened = await server.ask('/rpc', { headers });
    expect(opened).toMatchObject({ status: 101, headers: { 'sec-websocket-protocol': 'opsroom' } });
    expect((await server.ask('/other', { headers })).status).toBe(400);
  });

  test('is known as long as its server runs', async () => {
    const server = await testServer();
    const [, key = ''] = await server.protocols();
    const headers = { cookie: await server.letIn(), 'x-opsroom-page-key': key.slice('opsroom.key.'.length) };
    expect((await server.ask('/session', { headers })).status).toBe(200);
  });
});

describe('a path out of the page', () => {
  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/%252e%252e/secret.txt',
    '/assets/%00',
    '//etc/passwd',
    '/etc/passwd',
    '/assets/',
    '/index.html/../../secret.txt',
  ])('leads nowhere: %s', async (path) => {
    const server = await testServer();
    const answer = await server.ask(path, { headers: { cookie: await server.letIn() } });
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain('outside');
  });

  test('as a whole address of another server is refused', async () => {
    const server = await testServer();
    const request = `GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`;
    expect(await sendBytes(server.port, request)).toMatch(/^HTTP\/1\.1 400 /);
  });
});

test('nothing listens on an address that others can reach', async () => {
  const server = await testServer();
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one !== undefined && !one.internal && one.family === 'IPv4')?.address;
  const address = outside ?? '127.0.0.2';
  const outcome = await new Promise<string>((resolve) => {
    const socket = connect({ host: address, port: server.port });
    socket.once('connect', () => {
      socket.destroy();
      resolve('connected');
    });
    socket.once('error', () => resolve('refused'));
  });
  expect(outcome).toBe('refused');
});
