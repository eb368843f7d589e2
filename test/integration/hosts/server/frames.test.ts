import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { testServer } from '#test/helpers/page-server.ts';

type Frame = string | Uint8Array;

const call = JSON.stringify({ i: '1', p: { u: '/host/info', b: { json: {} } } });

/** Anything, things that look like a call, and calls with something changed in them. */
const frames = fc.oneof(
  fc.string(),
  fc.uint8Array({ maxLength: 200 }),
  fc.json(),
  fc
    .record({ i: fc.anything(), t: fc.oneof(fc.integer(), fc.anything()), p: fc.anything() }, { requiredKeys: [] })
    .map((message) => safeJson(message)),
  fc
    .record({
      u: fc.oneof(
        fc.webUrl(),
        fc.constantFrom('/host/info', '/__proto__', '/host/constructor', '/host/info?data=1', '//x', '/%'),
      ),
      b: fc.oneof(fc.anything(), fc.record({ json: fc.anything(), meta: fc.anything(), maps: fc.anything() })),
      h: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.constant({ 'content-type': 'multipart/form-data' })),
      m: fc.constantFrom('GET', 'POST', 'TRACE', ''),
    })
    .map((payload) => safeJson({ i: '1', p: payload })),
  fc
    .tuple(fc.nat({ max: call.length - 1 }), fc.string())
    .map(([at, text]) => call.slice(0, at) + text + call.slice(at + 1)),
);

function safeJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? String(member) : member)) ?? '';
}

test('garbage on the socket ends at most that socket: the server goes on', async () => {
  const server = await testServer();
  const host = `127.0.0.1:${server.port}`;
  const headers = { cookie: await server.letIn(), origin: `http://${host}` };
  const protocols = await server.protocols();
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://${host}/rpc`, protocols, { headers });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return socket;
  };
  // The handler tells of uploads that cannot be read.
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  const strays: unknown[] = [];
  const onStray = (error: unknown): void => void strays.push(error);
  process.on('unhandledRejection', onStray);
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(frames, { minLength: 1, maxLength: 8 }), async (sent: readonly Frame[]) => {
        const noisy = await open();
        for (const frame of sent) if (noisy.readyState === WebSocket.OPEN) noisy.send(frame);
        const quiet = await open();
        const answer = new Promise<string>((resolve) => {
          quiet.once('message', (bytes: Buffer) => resolve(bytes.toString('utf8')));
        });
        quiet.send(call);
        expect(JSON.parse(await answer)).toMatchObject({ i: '1', p: { b: { json: { kind: 'browser' } } } });
        noisy.terminate();
        quiet.terminate();
      }),
      { numRuns: 150 },
    );
  } finally {
    process.removeListener('unhandledRejection', onStray);
    told.mockRestore();
  }
  expect(strays).toEqual([]);
});

test('a message that is no call ends the socket and says why', async () => {
  const server = await testServer();
  const host = `127.0.0.1:${server.port}`;
  const socket = new WebSocket(`ws://${host}/rpc`, await server.protocols(), {
    headers: { cookie: await server.letIn(), origin: `http://${host}` },
  });
  const closed = new Promise((resolve) => {
    socket.once('close', (code, reason) => resolve([code, reason.toString()]));
  });
  socket.once('open', () => socket.send('not a call'));
  expect(await closed).toEqual([1008, 'not a message of this protocol']);
});
