import { describe, expect, it } from 'vitest';
import { createHttpClient } from '#main/tools/http/http-client.ts';
import { httpVerifier } from '#main/verifiers/http.ts';
import { freePort } from '#test/helpers/postgres.ts';
import { certificates, hasOpenssl, serve } from '#test/integration/tools/http/http-server.ts';
import { parsedCheck, verifierContext } from '#test/unit/verifiers/verifier-context.ts';

const http = createHttpClient();
const read = (check: Record<string, unknown>, options: Parameters<typeof verifierContext>[0] = {}) =>
  httpVerifier.read(parsedCheck({ http: check }), verifierContext({ http, ...options }));

const answering = (status: number, body = '') => serve((_, response) => void response.writeHead(status).end(body));

describe('the http check', () => {
  it('compares the status, one or several', async () => {
    const { origin } = await answering(204);
    expect(await read({ url: origin })).toMatchObject({
      status: 'red',
      observed: { status: 204 },
      message: 'status 204, expected 200',
    });
    expect(await read({ url: origin, status: 204 })).toMatchObject({ status: 'green' });
    expect(await read({ url: origin, status: [200, 204] })).toMatchObject({ status: 'green' });
  });

  it('compares the body as text and as JSON', async () => {
    const { origin } = await answering(200, '{"role": "app_2026", "id": 12345678901234567890}');
    expect(await read({ url: origin, body: { contains: 'app_2026' } })).toMatchObject({ status: 'green' });
    expect(await read({ url: origin, body: { matches: 'app_\\d{5}' } })).toMatchObject({ status: 'red' });
    expect(await read({ url: origin, json: "body.role == 'app_2026' && status == 200" })).toMatchObject({
      status: 'green',
      observed: { status: 200, body: '{"role": "app_2026", "id": 12345678901234567890}' },
    });
    expect(await read({ url: origin, json: "body.role == 'other'" })).toMatchObject({ status: 'red' });
    expect(await read({ url: origin, json: 'body.absent == 1' })).toMatchObject({ status: 'red' });
    expect(await read({ url: origin, json: 'body.role' })).toMatchObject({ status: 'unreadable' });
    const text = await answering(200, 'fine');
    expect(await read({ url: text.origin, json: "body == 'fine'" })).toMatchObject({ status: 'green' });
    expect(await read({ url: text.origin, json: 'body.role == 1' })).toMatchObject({ status: 'red' });
  });

  it('sends the headers of the check, and keeps a small part of a long body', async () => {
    const { origin } = await serve((request, response) => {
      response.end(`${String(request.headers['x-key'])} ${'long '.repeat(5000)}`);
    });
    const reading = await read({ url: origin, headers: { 'X-Key': 'v' }, body: { contains: 'v long' } });
    expect(reading.status).toBe('green');
    expect(JSON.stringify(reading.observed).length).toBeLessThan(4_500);
  });

  it('is red where nobody serves the URL', async () => {
    expect(await read({ url: `http://127.0.0.1:${await freePort()}` })).toMatchObject({
      status: 'red',
      observed: { refused: true },
    });
  });

  it.skipIf(!hasOpenssl)('cannot be read without an answer', async () => {
    const pem = certificates();
    const silent = await serve(() => {});
    const broken = await serve((request) => request.socket.destroy());
    const unknown = await serve((_, response) => void response.end(), { key: pem.serverKey, cert: pem.serverCert });
    const unreadable = (error: string) => ({ status: 'unreadable', observed: { error } });
    expect(await read({ url: silent.origin }, { timeoutMs: 100 })).toMatchObject(unreadable('http.timeout'));
    expect(await read({ url: broken.origin })).toMatchObject(unreadable('http.reset'));
    expect(await read({ url: unknown.origin })).toMatchObject(unreadable('http.tls'));
    expect(await read({ url: 'http://no-such-host.invalid' })).toMatchObject(unreadable('http.dns'));
    expect(await read({ url: 'nonsense' })).toMatchObject(unreadable('http.url'));
    expect(await read({ url: unknown.origin, tls: { ca: pem.ca } })).toMatchObject({ status: 'green' });
  });

  it('throws what the run was stopped with, and leaves no connection', async () => {
    const controller = new AbortController();
    const server = await serve(() => controller.abort('stopped'));
    await expect(read({ url: server.origin }, { signal: controller.signal })).rejects.toBe('stopped');
    await server.drained();
  });
});
