import fc from 'fast-check';
import { expect, it } from 'vitest';
import { messageProblem } from '#main/hosts/rpc-message.ts';

const call = (members: object = {}): string =>
  JSON.stringify({ i: '1', p: { u: '/host/info', b: { json: {} }, ...members } });

/** A call with a file beside it, as the client sends it. */
async function withFile(change: (body: Buffer) => Buffer = (body) => body): Promise<Uint8Array> {
  const data = new FormData();
  data.set('data', JSON.stringify({ json: {} }));
  data.set('0', new File([new Uint8Array([0xff, 1, 2, 3])], 'a.zip', { type: 'application/zip' }));
  const answer = new Response(data);
  const head = call({ b: undefined, h: { 'content-type': answer.headers.get('content-type') } });
  const body = change(Buffer.from(await answer.arrayBuffer()));
  return new Uint8Array(Buffer.concat([Buffer.from(head), Buffer.from([0xff]), body]));
}

it('lets calls, parts of streams, cancels and files through', async () => {
  const good = [
    call(),
    call({ h: { a: ['b', 'c'] } }),
    '{"i":1,"t":4}',
    '{"i":1,"t":3,"p":{"e":"message","d":1}}',
    await withFile(),
  ];
  expect(good.map((message) => messageProblem(message))).toEqual(good.map(() => undefined));
});

it('refuses what has not their form, with the id where there is one', async () => {
  const bad = [
    call({ u: 5 }),
    call({ u: 'http://x/' }),
    call({ u: '/../x' }),
    call({ h: 'x' }),
    call({ h: { a: 1 } }),
    call({ m: 'GET' }),
    call({ h: { 'content-type': 'multipart/form-data; boundary=----WebKitFormBoundary0123456789' } }),
    call({ h: { 'content-disposition': 'attachment; filename="a"' } }),
    await withFile((body) => body.subarray(0, -10)),
    await withFile((body) => Buffer.from(body.toString('latin1').replace('form-data;', 'form-data,'), 'latin1')),
    new Uint8Array(Buffer.concat([Buffer.from(call()), Buffer.from([0xff, 1, 2, 3])])),
  ];
  expect(bad.map((message) => messageProblem(message))).toEqual(bad.map(() => ({ id: '1' })));
  for (const message of [
    null,
    undefined,
    5,
    {},
    [],
    '',
    '[]',
    'null',
    '{"i":{}}',
    '{"i":1.5}',
    `{"i":"${'x'.repeat(200)}"}`,
  ]) {
    expect(messageProblem(message)).toEqual({ id: undefined });
  }
});

it('never throws, whatever comes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.string(), fc.json(), fc.uint8Array()), (message) => {
      messageProblem(message);
    }),
    { numRuns: 2_000 },
  );
  expect(true).toBe(true);
});
