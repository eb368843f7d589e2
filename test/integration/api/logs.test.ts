import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunId } from '#shared/run/ids.ts';
import { ended, refusal, start, type TestApi, testApi, until, work } from '#test/helpers/api-client.ts';

/** Prints what it is told to through a named pipe, line by line, until the pipe is closed. */
const SPEAKS = `
pulser: 1
name: speaks
steps:
  - id: speak
    effect: read
    do: { shell: { run: "mkfifo pipe; echo ready; cat pipe", tty: false } }
    verify: [{ exit: 0 }]
`;

const prints = (script: string): string => `
pulser: 1
name: prints
steps:
  - id: print
    effect: read
    do: { shell: { run: ${JSON.stringify(script)}, tty: false } }
    verify: [{ exit: 0 }]
`;

async function printed(desk: TestApi, script: string): Promise<{ runId: RunId; logId: string }> {
  work(desk.room);
  const { id: sessionId } = await desk.client.sessions.create({ name: 'work' });
  const runId = await start(desk, prints(script), { sessionId });
  await until(desk, runId, ended);
  const [log] = await desk.client.logs.list({ runId });
  if (log === undefined) throw new Error('nothing was recorded');
  return { runId, logId: log.logId };
}

it('reads a log while it is written, and waits at its end for more', async () => {
  const desk = await testApi();
  work(desk.room);
  const { client } = desk;
  const { id: sessionId } = await client.sessions.create({ name: 'work' });
  const runId = await start(desk, SPEAKS, { sessionId });
  await until(desk, runId, () => readLogs(desk, runId).length > 0);
  const [log] = await client.logs.list({ runId });
  expect(log).toMatchObject({ logId: 'speak.1', stepId: 'speak', try: 1, undo: false, closed: false });
  const at = { runId, logId: 'speak.1', maxBytes: 65_536, waitMs: 20_000 };

  const first = await client.logs.read({ ...at, offset: 0 });
  expect(first).toMatchObject({ text: 'ready\n', closed: false });
  const waiting = client.logs.read({ ...at, offset: first.next });
  const pipe = openSync(join(desk.room.store.sessions.workspace(sessionId), 'pipe'), 'w');
  writeSync(pipe, 'grün\n');
  const second = await waiting;
  closeSync(pipe);
  expect(second.text).toBe('grün\n');

  await until(desk, runId, ended);
  const last = await client.logs.read({ ...at, offset: second.next });
  expect(last).toMatchObject({ text: '', closed: true, size: second.next });
});

it('ends a waiting read when the caller goes away', async () => {
  const desk = await testApi();
  work(desk.room);
  const { client } = desk;
  const { id: sessionId } = await client.sessions.create({ name: 'work' });
  const runId = await start(desk, SPEAKS, { sessionId });
  await until(desk, runId, () => readLogs(desk, runId).length > 0);
  const stop = new AbortController();
  const asked = client.logs.read(
    { runId, logId: 'speak.1', offset: 6, maxBytes: 100, waitMs: 30_000 },
    { signal: stop.signal },
  );
  const refused = refusal(asked);
  stop.abort();
  expect(await refused).toMatchObject({ code: 'request.aborted' });
  await client.runs.cancel({ runId, reason: null });
  await until(desk, runId, ended);
});

it('never splits a character between two windows', async () => {
  const desk = await testApi();
  const at = await printed(desk, 'for i in $(seq 200); do printf "€𝄞ü"; done');
  let text = '';
  for (let offset = 0; ; ) {
    const chunk = await desk.client.logs.read({ ...at, offset, maxBytes: 7, waitMs: 0 });
    text += chunk.text;
    expect(chunk.next > offset || chunk.closed).toBe(true);
    if (chunk.next === offset) break;
    offset = chunk.next;
  }
  expect(text).toBe('€𝄞ü'.repeat(200));
});

it('gives lines with their times, matches in windows, and the recording as it came', async () => {
  const desk = await testApi();
  const at = await printed(desk, 'for i in $(seq 1000); do echo "line $i"; done; sleep 0.2; echo last');

  const { lines, total, closed } = await desk.client.logs.lines({ ...at, from: 998, count: 10 });
  expect([total, closed]).toEqual([1001, true]);
  expect(lines.map(({ line, text }) => [line, text])).toEqual([
    [998, 'line 999'],
    [999, 'line 1000'],
    [1000, 'last'],
  ]);
  expect((lines[2]?.time ?? 0) - (lines[1]?.time ?? 0)).toBeGreaterThan(0.15);

  const query = { ...at, text: 'LINE 99', ignoreCase: true, limit: 2 };
  const first = await desk.client.logs.search({ ...query, offset: 0 });
  expect(first.hits.map(({ text }) => text)).toEqual(['line 99', 'line 990']);
  const rest = await desk.client.logs.search({ ...query, offset: first.next ?? 0, limit: 100 });
  expect(rest.hits).toHaveLength(9);
  expect(rest.next).toBeNull();

  let frames = '';
  let next: number | null = 0;
  let calls = 0;
  while (next !== null) {
    const part: Awaited<ReturnType<TestApi['client']['logs']['replay']>> = await desk.client.logs.replay({
      ...at,
      frame: next,
      maxBytes: 1024,
    });
    frames += part.frames.map(({ text }) => text).join('');
    expect(part.seconds).toBeGreaterThan(0.15);
    next = part.next;
    calls += 1;
  }
  expect(frames.split('\n')).toHaveLength(1002);
  expect(calls).toBeGreaterThan(1);
});

it('opens nothing but the recordings of the run, whatever is asked for', async () => {
  const desk = await testApi();
  const { runId } = await printed(desk, 'echo one');
  for (const logId of ['..', 'print.2', 'print.1.cast', '.', 'opsroom.db']) {
    const asked = desk.client.logs.read({ runId, logId, offset: 0, maxBytes: 10, waitMs: 0 });
    expect(await refusal(asked)).toMatchObject({ code: 'log.unknown' });
  }
  const outside = desk.client.logs.read({ runId, logId: '../../opsroom', offset: 0, maxBytes: 10, waitMs: 0 });
  expect(await refusal(outside)).toMatchObject({ kind: 'REFUSED', code: 'request.invalid' });
});

function readLogs({ room }: TestApi, runId: RunId): readonly string[] {
  try {
    return readdirSync(join(room.dataDir, 'logs', runId));
  } catch {
    return [];
  }
}
