import fc from 'fast-check';
import { expect, it } from 'vitest';
import { messageProblem } from '#main/hosts/rpc-message.ts';

const call = (members: object = {}): string =>
  JSON.stringify({ i: '1', p: { u: '/host/info', b: { json: {} }, ...members } });

it('lets calls, parts of streams, cancels and files through', () => {
  const file = Buffer.concat([
    Buffer.from(call({ h: { 'content-type': 'application/zip' } })),
    Buffer.from([0xff, 1, 2, 3]),
  ]);
  const good = [
    call(),
    call({ h: { a: ['b', 'c'] } }),
    '{"i":1,"t":4}',
    '{"i":1,"t":3,"p":{"e":"message","d":1}}',
    new Uint8Array(file),
  ];
  expect(good.map((message) => messageProblem(message))).toEqual(good.map(() => undefined));
});

it('refuses what has not their form, with the id where there is one', () => {
  const bad = [
    call({ u: 5 }),
    call({ u: 'http://x/' }),
    call({ u: '/../x' }),
    call({ h: 'x' }),
    call({ h: { a: 1 } }),
    call({ m: 'GET' }),
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
