import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { HttpRequest } from '#main/engine/ports/connections.ts';
import { createHttpClient } from '#main/tools/http/http-client.ts';
import { freePort } from '#test/helpers/postgres.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { certificates, echo, hasOpenssl, serve } from './http-server.ts';

const client = createHttpClient();

const ask = (url: string, options: Partial<HttpRequest> = {}) =>
  client.request({
    method: 'GET',
    url,
    headers: {},
    redirects: 5,
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    ...options,
  });

describe('an exchange', () => {
  it('sends method, headers and body, and returns status, headers, text and url', async () => {
    const server = await serve((request, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.statusCode = 201;
      void echo(request, response);
    });
    const answer = await ask(`${server.origin}/path?q=1#part`, {
      method: 'POST',
      headers: { 'X-One': 'two' },
      body: 'hällo',
    });
    expect(answer).toMatchObject({ status: 201, truncated: false, url: `${server.origin}/path?q=1` });
    expect(answer.headers['set-cookie']).toBe('a=1, b=2');
    expect(JSON.parse(answer.text)).toMatchObject({
      method: 'POST',
      url: '/path?q=1',
      body: 'hällo',
      headers: { 'x-one': 'two', 'content-length': '6' },
    });
    await server.drained();
  });

  it('turns user and password of the URL into an Authorization header and keeps them out of the answer', async () => {
    const server = await serve((request, response) => void echo(request, response));
    const answer = await ask(server.origin.replace('://', '://us%40er:pa%3Ass@'));
    expect(JSON.parse(answer.text).headers.authorization).toBe(
      `Basic ${Buffer.from('us@er:pa:ss').toString('base64')}`,
    );
    expect(answer.url).toBe(`${server.origin}/`);
  });

  it('decodes the charset of the content type', async () => {
    const server = await serve((_, response) => {
      response.setHeader('content-type', 'text/plain; charset=iso-8859-1');
      response.end(Buffer.from([0xe4, 0xf6, 0xfc]));
    });
    expect((await ask(server.origin)).text).toBe('äöü');
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['gzip, br', (data: Buffer) => brotliCompressSync(gzipSync(data))],
  ] as const)('decodes %s', async (encoding, compress) => {
    const server = await serve((_, response) => {
      response.setHeader('content-encoding', encoding);
      response.end(compress(Buffer.from('x'.repeat(300_000))));
    });
    expect((await ask(server.origin)).text).toBe('x'.repeat(300_000));
  });

  it('takes an empty body that claims an encoding, and HEAD', async () => {
    const server = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end();
    });
    expect(await ask(server.origin)).toMatchObject({ status: 200, text: '' });
    expect(await ask(server.origin, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });

  it('keeps 8 MiB of a body and closes the connection', async () => {
    const server = await serve((_, response) => {
      const chunk = Buffer.alloc(1024 * 1024, 'a');
      const pump = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', pump);
      pump();
    });
    const answer = await ask(server.origin);
    expect(answer.truncated).toBe(true);
    expect(answer.text.length).toBe(8 * 1024 * 1024);
    await server.drained();
  });

  it('stops a gzip bomb at 8 MiB', async () => {
    const bomb = gzipSync(Buffer.alloc(512 * 1024 * 1024));
    const server = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(bomb);
    });
    const before = process.memoryUsage().arrayBuffers;
    const answer = await ask(server.origin, { timeoutMs: 20_000 });
    expect(answer).toMatchObject({ truncated: true });
    expect(answer.text.length).toBe(8 * 1024 * 1024);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
    await server.drained();
  });

  it('says http.protocol for a damaged encoding and for something that is not HTTP', async () => {
    const server = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end('not gzip at all');
    });
    await expect(ask(server.origin)).rejects.toMatchObject({ code: 'http.protocol' });
    const ssh = createTcpServer((socket) => void socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.2\r\n'));
    ssh.listen(0, '127.0.0.1');
    await once(ssh, 'listening');
    onTestFinished(() => void ssh.close());
    const port = (ssh.address() as { port: number }).port;
    await expect(ask(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'http.protocol' });
  });
});

describe('what goes wrong', () => {
  it('says http.refused where nobody listens, also for a name with two addresses', async () => {
    const port = await freePort();
    await expect(ask(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'http.refused' });
    await expect(ask(`http://localhost:${port}`)).rejects.toMatchObject({ code: 'http.refused' });
  });

  it('says http.dns for a name that does not exist', async () => {
    await expect(ask('http://no-such-host.invalid/')).rejects.toMatchObject({ code: 'http.dns' });
  });

  it('says http.reset when the connection closes before the whole answer', async () => {
    const early = await serve((request) => request.socket.destroy());
    await expect(ask(early.origin)).rejects.toMatchObject({ code: 'http.reset' });
    const midway = await serve((_, response) => {
      response.setHeader('content-length', '100');
      response.write('some', () => response.destroy());
    });
    await expect(ask(midway.origin)).rejects.toMatchObject({ code: 'http.reset' });
    const packed = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip');
      const bytes = gzipSync(Buffer.from('y'.repeat(1000)));
      response.setHeader('content-length', bytes.length);
      response.write(bytes.subarray(0, 12), () => response.destroy());
    });
    await expect(ask(packed.origin)).rejects.toMatchObject({ code: 'http.reset' });
  });

  it('says http.timeout when no answer comes, and when the body does not end, and closes the connection', async () => {
    const silent = await serve(() => {});
    await expect(ask(silent.origin, { timeoutMs: 150 })).rejects.toMatchObject({ code: 'http.timeout' });
    await silent.drained();
    const slow = await serve((_, response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expect(ask(slow.origin, { timeoutMs: 200 })).rejects.toMatchObject({ code: 'http.timeout' });
    await slow.drained();
  });

  it('says http.stopped when the signal aborts, before and during the exchange, and leaves no connection', async () => {
    await expect(ask('http://127.0.0.1:1', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'http.stopped',
    });
    const controller = new AbortController();
    const server = await serve((_, response) => void response.write('first', () => controller.abort()));
    await expect(ask(server.origin, { signal: controller.signal })).rejects.toMatchObject({ code: 'http.stopped' });
    await server.drained();
  });

  it('closes a connection that is still in its handshake when the signal aborts', async () => {
    const controller = new AbortController();
    const closed = new Promise<void>((resolve) => {
      const server = createTcpServer((socket) => {
        socket.on('error', () => {}).once('close', () => resolve());
        socket.once('data', () => controller.abort());
      });
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number };
        onTestFinished(() => void server.close());
        asked = ask(`https://127.0.0.1:${port}`, { signal: controller.signal });
        asked.catch(() => {});
      });
    });
    let asked: Promise<unknown> | undefined;
    await closed;
    await expect(asked).rejects.toMatchObject({ code: 'http.stopped' });
  });

  it('says http.url and http.request without repeating the text', async () => {
    for (const url of ['nonsense sekret', 'file:///etc/sekret', 'http://']) {
      const error = await ask(url).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'http.url' });
      expect(String(error)).not.toContain('sekret');
    }
    const error = await ask('http://127.0.0.1:1', { headers: { authorization: 'a\nsekret' } }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'http.request' });
    expect(String(error)).not.toContain('sekret');
  });

  it('ends what is under way when it is closed', async () => {
    const own = createHttpClient();
    const server = await serve(() => void own.close());
    const request = { method: 'GET', url: server.origin, headers: {}, redirects: 0, timeoutMs: 5_000 };
    const signal = new AbortController().signal;
    await expect(own.request({ ...request, signal })).rejects.toMatchObject({ code: 'http.stopped' });
    await expect(own.request({ ...request, signal })).rejects.toMatchObject({ code: 'http.stopped' });
    await server.drained();
  });
});

describe('redirects', () => {
  it('are followed up to the limit, and not at all with 0', async () => {
    const server = await serve((request, response) => {
      const hop = Number(request.url?.slice(1));
      if (hop === 3) return void response.end('there');
      response.writeHead(302, { location: `/${hop + 1}` }).end();
    });
    expect(await ask(`${server.origin}/0`, { redirects: 3 })).toMatchObject({
      text: 'there',
      url: `${server.origin}/3`,
    });
    await expect(ask(`${server.origin}/0`, { redirects: 2 })).rejects.toMatchObject({ code: 'http.redirects' });
    expect(await ask(`${server.origin}/0`, { redirects: 0 })).toMatchObject({ status: 302 });
  });

  it('keep credentials on the same origin and drop every one on another', async () => {
    const other = await serve((request, response) => void echo(request, response));
    const first = await serve((request, response) => {
      if (request.url === '/same') response.writeHead(307, { location: '/echo' }).end();
      else if (request.url === '/other') response.writeHead(302, { location: `${other.origin}/x` }).end();
      else void echo(request, response);
    });
    const headers = { Authorization: 'Bearer sekret', 'X-Vault-Token': 'sekret', Cookie: 'a=sekret', Accept: 'text/x' };
    const same = await ask(`${first.origin}/same`, { method: 'PUT', body: 'data', headers });
    expect(JSON.parse(same.text)).toMatchObject({
      method: 'PUT',
      body: 'data',
      headers: { authorization: 'Bearer sekret', 'x-vault-token': 'sekret' },
    });
    const left = await ask(`${first.origin}/other`, { headers });
    expect(left.text).not.toContain('sekret');
    expect(JSON.parse(left.text).headers.accept).toBe('text/x');
  });

  it('to another origin never carry the body', async () => {
    const other = await serve((request, response) => void echo(request, response));
    const first = await serve((request, response) => {
      response.writeHead(request.url === '/303' ? 303 : 307, { location: other.origin }).end();
    });
    const post = { method: 'POST', body: 'sekret', headers: { 'content-type': 'text/plain' } };
    await expect(ask(`${first.origin}/307`, post)).rejects.toMatchObject({ code: 'http.redirects' });
    const seen = JSON.parse((await ask(`${first.origin}/303`, post)).text);
    expect(seen).toMatchObject({ method: 'GET', body: '' });
    expect(seen.headers['content-type']).toBeUndefined();
  });

  it('to another scheme or to nonsense are refused', async () => {
    const server = await serve((request, response) => {
      response.writeHead(302, { location: request.url === '/file' ? 'file:///etc/passwd' : 'http://[' }).end();
    });
    await expect(ask(`${server.origin}/file`)).rejects.toMatchObject({ code: 'http.redirects' });
    await expect(ask(`${server.origin}/bad`)).rejects.toMatchObject({ code: 'http.redirects' });
  });
});

describe.skipIf(!hasOpenssl)('TLS', () => {
  let pem: ReturnType<typeof certificates>;
  beforeAll(() => {
    pem = certificates();
  });
  const hello = () => serve((_, response) => void response.end('secure'), { key: pem.serverKey, cert: pem.serverCert });

  it('refuses a certificate that nobody trusts', async () => {
    const server = await hello();
    await expect(ask(server.origin)).rejects.toMatchObject({
      code: 'http.tls',
      details: { reason: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    });
  });

  it('trusts the given authority, as text or file, or anything with verify: false', async () => {
    const server = await hello();
    const folder = tempFolder();
    writeFileSync(join(folder, 'ca.pem'), pem.ca);
    expect(await ask(server.origin, { tls: { ca: pem.ca, verify: true } })).toMatchObject({ text: 'secure' });
    expect(await ask(server.origin, { tls: { ca: 'ca.pem', verify: true }, cwd: folder })).toMatchObject({
      status: 200,
    });
    expect(await ask(server.origin, { tls: { verify: false } })).toMatchObject({ status: 200 });
    // What one request accepted says nothing about the next.
    await expect(ask(server.origin)).rejects.toMatchObject({ code: 'http.tls' });
  });

  it('checks the name that is asked for', async () => {
    const server = await hello();
    const tls = { ca: pem.ca, verify: true };
    expect(await ask(server.origin, { tls: { ...tls, serverName: 'service.test' } })).toMatchObject({ status: 200 });
    await expect(ask(server.origin, { tls: { ...tls, serverName: 'other.test' } })).rejects.toMatchObject({
      code: 'http.tls',
      details: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
  });

  // With TLS 1.3 the server refuses after the handshake, and may do so by closing without a word.
  it.each([
    ['TLSv1.2', 'http.tls'],
    ['TLSv1.3', 'http.reset'],
  ] as const)('shows a client certificate to the server that asks for one (%s)', async (version, code) => {
    const server = await serve((_, response) => void response.end('known'), {
      minVersion: version,
      maxVersion: version,
      key: pem.serverKey,
      cert: pem.serverCert,
      ca: pem.ca,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const tls = { ca: pem.ca, verify: true };
    const known = { ...tls, cert: pem.clientCert, key: pem.clientKey };
    expect(await ask(server.origin, { tls: known })).toMatchObject({ text: 'known' });
    await expect(ask(server.origin, { tls })).rejects.toMatchObject({ code });
  });

  it('says http.tls for a key that is none, a file that is missing, and a server that speaks plain HTTP', async () => {
    const server = await hello();
    const key = '-----BEGIN PRIVATE KEY-----\nsekret\n-----END PRIVATE KEY-----';
    const broken = await ask(server.origin, { tls: { key, cert: pem.clientCert, verify: false } }).catch(
      (e: unknown) => e,
    );
    expect(broken).toMatchObject({ code: 'http.tls' });
    expect(String(broken)).not.toContain('sekret');
    await expect(ask(server.origin, { tls: { ca: '/nowhere/ca.pem', verify: true } })).rejects.toMatchObject({
      code: 'http.tls',
    });
    const plain = await serve((_, response) => void response.end());
    await expect(ask(plain.origin.replace('http:', 'https:'))).rejects.toMatchObject({ code: 'http.tls' });
  });

  it('is not left by a redirect that carries credentials', async () => {
    const plain = await serve((request, response) => void echo(request, response));
    const server = await serve((_, response) => void response.writeHead(302, { location: plain.origin }).end(), {
      key: pem.serverKey,
      cert: pem.serverCert,
    });
    const tls = { ca: pem.ca, verify: true };
    await expect(ask(server.origin, { tls, headers: { authorization: 'Bearer x' } })).rejects.toMatchObject({
      code: 'http.redirects',
    });
    expect(await ask(server.origin, { tls })).toMatchObject({ status: 200 });
  });
});
