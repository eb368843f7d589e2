import { describe, expect, it } from 'vitest';
import { createHttpClient } from '#main/tools/http/http-client.ts';
import { createHttpTool } from '#main/tools/http/http-tool.ts';
import { toolCall } from '#shared/pulser/tool-call.ts';
import { freePort } from '#test/helpers/postgres.ts';
import { toolContext } from '../tool-context.ts';
import { echo, serve } from './http-server.ts';

const tool = createHttpTool({ version: '1.2.3' });
const http = createHttpClient();

const run = async (call: Record<string, unknown>, options: Parameters<typeof toolContext>[0] = {}) => {
  const context = toolContext({ http, ...options });
  const outcome = await tool.run(toolCall.parse({ http: call }), context);
  return { context, outcome, log: context.log.text };
};

describe('the http tool', () => {
  it('sends json, form and text with their content types, and merges the query', async () => {
    const server = await serve((request, response) => void echo(request, response));
    const json = await run({
      method: 'POST',
      url: `${server.origin}/a?sig=a%20b&x=1`,
      query: { page: 2, on: true },
      json: { a: 1 },
    });
    expect(json.outcome).toMatchObject({ ok: true, error: null, result: { status: 200 } });
    expect(json.outcome.result['body']).toMatchObject({
      method: 'POST',
      url: '/a?sig=a%20b&x=1&page=2&on=true',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    const form = await run({ method: 'POST', url: `${server.origin}/?a=1`, query: { a: 'ü' }, form: { 'k y': 'v&' } });
    expect(form.outcome.result['body']).toMatchObject({
      url: '/?a=%C3%BC',
      body: 'k+y=v%26',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const text = await run({
      method: 'PUT',
      url: server.origin,
      body: '<x/>',
      headers: { 'Content-Type': 'text/xml' },
    });
    expect(text.outcome.result['body']).toMatchObject({ body: '<x/>', headers: { 'content-type': 'text/xml' } });
  });

  it('returns the body as text where it is not JSON, and numbers beyond 2^53 as strings', async () => {
    const server = await serve((request, response) => {
      response.end(request.url === '/text' ? 'plain' : '{"id":12345678901234567890}');
    });
    expect((await run({ url: `${server.origin}/text` })).outcome.result).toMatchObject({
      body: 'plain',
      text: 'plain',
    });
    expect((await run({ url: server.origin })).outcome.result['body']).toEqual({ id: '12345678901234567890' });
  });

  it('fails with http.status and the first line of the body, asking once', async () => {
    let asked = 0;
    const server = await serve((_, response) => {
      asked += 1;
      response.writeHead(503).end('\nout of order\ndetails');
    });
    const { outcome } = await run({ method: 'PUT', url: `${server.origin}/token-in-path` });
    expect(outcome).toMatchObject({
      ok: false,
      error: {
        code: 'http.status',
        message: `PUT ${server.origin} answered 503: out of order`,
        details: { status: 503 },
      },
      result: { status: 503 },
    });
    expect(asked).toBe(1);
  });

  it('records the exchange as a transcript and closes it', async () => {
    const server = await serve((_, response) => void response.setHeader('x-a', 'b').end('line 1\nline 2'));
    const { log, context, outcome } = await run({ method: 'DELETE', url: `${server.origin}/thing?q=1` });
    expect(log).toContain(`> DELETE ${server.origin}/thing?q=1\r\n< 200\r\n`);
    expect(log).toContain('< x-a: b\r\n');
    expect(log.endsWith('\r\n\r\nline 1\r\nline 2\r\n')).toBe(true);
    expect(context.log.isClosed).toBe(true);
    expect(outcome.log).toMatchObject({ path: 'log.cast' });
  });

  it('cuts the transcript at the log limit of the plan', async () => {
    const server = await serve((_, response) => void response.end('x'.repeat(100_000)));
    const { log, outcome } = await run({ url: server.origin }, { logLimit: 2_000 });
    expect(outcome.ok).toBe(true);
    expect(log.length).toBeLessThan(2_100);
    expect(log).toContain('cut at the log limit');
  });

  it('registers what a request and its answer carry as credentials, and hides them', async () => {
    const server = await serve((request, response) => {
      response.setHeader('set-cookie', [
        'sid=cookie-secret-1; Path=/; Expires=Wed, 01 Jan 2031 00:00:00 GMT',
        'pin=123; HttpOnly',
      ]);
      response.end(`you sent ${request.headers.authorization ?? ''} ${request.headers.cookie ?? ''}`);
    });
    const { context, outcome, log } = await run({
      url: server.origin,
      headers: { Authorization: 'Bearer token-secret', Cookie: 'a=cookie-secret-2; b=1', 'X-Api-Key': 'key-secret' },
    });
    expect(context.mask.registered).toEqual(
      expect.arrayContaining(['token-secret', 'cookie-secret-2', 'key-secret', 'cookie-secret-1']),
    );
    expect(context.mask.registered).not.toContain('1');
    expect(log).not.toMatch(/secret/);
    expect(JSON.stringify(context.mask.json(outcome.result))).not.toMatch(/secret|pin=123/);
    expect(outcome.result['headers']).toMatchObject({
      'set-cookie': 'sid=***; Path=/; Expires=Wed, 01 Jan 2031 00:00:00 GMT, pin=***; HttpOnly',
    });
  });

  it('registers the password of a URL before anything is recorded', async () => {
    const server = await serve((request, response) => void response.end(request.headers.authorization));
    const { context, outcome, log } = await run({ url: server.origin.replace('://', '://me:p%40ssword@') });
    const header = Buffer.from('me:p@ssword').toString('base64');
    expect(context.mask.registered).toEqual(expect.arrayContaining(['p@ssword', header]));
    expect(log).not.toContain('ssword');
    expect(JSON.stringify(context.mask.json(outcome.result))).not.toContain(header);
  });

  it('leaves no half of a secret where it cuts', async () => {
    const secret = 'half-of-this-secret-would-not-be-recognised';
    const server = await serve(
      (_, response) => void response.writeHead(500).end(`${'x'.repeat(180)}${secret} and more`),
    );
    const headers = { 'x-api-key': secret };
    const { outcome } = await run({ url: server.origin, headers });
    expect(outcome.error?.message).toContain('x***');
    expect(outcome.error?.message).not.toContain('half');
    const whole = await run({ url: server.origin, headers });
    const { log } = await run({ url: server.origin, headers }, { logLimit: whole.log.indexOf('***') + 10 });
    expect(log).not.toContain('half');
    expect(log).toContain('cut at the log limit');
  });

  it('says why no answer came, in the outcome and in the transcript', async () => {
    const port = await freePort();
    const { outcome, log, context } = await run({ url: `http://127.0.0.1:${port}/x` });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'http.refused' }, result: {} });
    expect(log).toContain('! http.refused');
    expect(context.log.isClosed).toBe(true);
    expect((await run({ url: 'nonsense' })).outcome).toMatchObject({
      ok: false,
      error: { code: 'http.url' },
      log: null,
    });
  });

  it('says tool.timeout and tool.stopped', async () => {
    const server = await serve(() => {});
    expect((await run({ url: server.origin }, { timeoutMs: 100 })).outcome.error).toMatchObject({
      code: 'tool.timeout',
    });
    const controller = new AbortController();
    const stopping = await serve(() => controller.abort());
    const { outcome } = await run({ url: stopping.origin }, { signal: controller.signal });
    expect(outcome.error).toMatchObject({ code: 'tool.stopped' });
    await stopping.drained();
  });
});
