import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { LogStream } from '#renderer/client/log-stream.ts';
import type { RunId } from '#shared/run/ids.ts';
import { browserContext } from '#test/helpers/browser-context.ts';
import { type TestServer, testServer } from '#test/helpers/page-server.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { testRoom } from '#test/helpers/run-plan.ts';
import { storeLog } from '#test/helpers/stored-log.ts';
import { wire } from '#test/helpers/wire.ts';

const MB = 1 << 20;
const LINE = 64;

/** Lines of 64 bytes, each with its number. */
function* numbered(megabytes: number): Generator<Uint8Array> {
  for (let block = 0; block < megabytes; block += 1) {
    let text = '';
    for (let at = 0; at < MB / LINE; at += 1) text += `${block * (MB / LINE) + at}`.padEnd(LINE - 1, '.').concat('\n');
    yield Buffer.from(text);
  }
}

async function openSocket(server: TestServer): Promise<WebSocket> {
  const host = `127.0.0.1:${server.port}`;
  const socket = new WebSocket(`ws://${host}/rpc`, await server.protocols(), {
    headers: { cookie: await server.letIn(), origin: `http://${host}` },
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return socket;
}

const readCall = (id: string, runId: RunId, logId: string, offset: number): string =>
  JSON.stringify({ i: id, p: { u: '/logs/read', b: { json: { runId, logId, offset, maxBytes: MB, waitMs: 0 } } } });

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that this process holds. */
function held(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('a page that asks for 100 MB and does not read holds up nobody, takes little memory, and loses nothing', async () => {
  const room = await testRoom();
  const runId = queueRun(room, planOf({ steps: [shellStep('a')] }), { workdir: '/' });
  const logId = await storeLog(room, runId, 'a', numbered(50));
  const server = await testServer(browserContext(room));
  const slow = await openSocket(server);
  slow.pause();
  const before = held();
  for (let at = 0; at < 100; at += 1) slow.send(readCall(`${at}`, runId, logId, (at % 50) * MB));

  // Another page works on meanwhile: its last answer comes when the slow one's calls were looked at long ago.
  const other = await openSocket(server);
  const answers = new Promise<void>((resolve) => {
    let count = 0;
    other.on('message', () => {
      count += 1;
      if (count === 20) resolve();
      else other.send(readCall(`${count}`, runId, logId, count * MB));
    });
  });
  other.send(readCall('0', runId, logId, 0));
  await answers;
  other.close();
  expect(held() - before).toBeLessThan(70 * MB);

  const texts = new Map<number, string>();
  const all = new Promise<void>((resolve) => {
    slow.on('message', (bytes: Buffer) => {
      const { i, p } = JSON.parse(bytes.toString('utf8')) as { i: string; p: { b: { json: { text: string } } } };
      texts.set(Number(i), p.b.json.text);
      if (texts.size === 100) resolve();
    });
  });
  slow.resume();
  await all;
  for (let at = 0; at < 100; at += 1) {
    const text = texts.get(at) ?? '';
    expect(text.length).toBe(MB);
    expect(Number.parseInt(text, 10)).toBe((at % 50) * (MB / LINE));
  }
  slow.close();
});

test('a log of 50 MB comes whole through a reader that pulls', async () => {
  const room = await testRoom();
  const runId = queueRun(room, planOf({ steps: [shellStep('a')] }), { workdir: '/' });
  const logId = await storeLog(room, runId, 'a', numbered(50));
  const { client } = await wire('web socket', browserContext(room));
  let length = 0;
  for await (const chunk of new LogStream(client.logs.read, { runId, logId, maxBytes: MB })) {
    expect(Number.parseInt(chunk.text, 10)).toBe(length / LINE);
    length += chunk.text.length;
  }
  expect(length).toBe(50 * MB);
});
