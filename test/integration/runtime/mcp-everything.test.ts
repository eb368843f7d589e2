import { spawn } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { readValues } from '#main/compiler/read-inputs.ts';
import { realServer, setUpServer } from '#test/helpers/mcp/act-server.ts';
import { ActWorld } from '#test/helpers/mcp/act-world.ts';
import { planOf } from '#test/helpers/plans.ts';
import { freePort } from '#test/helpers/postgres.ts';
import { testRoom } from '#test/helpers/run-plan.ts';

/** A data folder with a server that many people test their clients with. */
async function everythingWorld(): Promise<ActWorld> {
  const room = await testRoom();
  const allowed = { permission: 'allow' } as const;
  await setUpServer(
    room,
    { transport: 'stdio', name: 'everything', command: process.execPath, args: [realServer('everything'), 'stdio'] },
    {
      'trigger-elicitation-request': allowed,
      'trigger-url-elicitation': allowed,
      'get-sum': { permission: 'allow', effect: 'read' },
      'get-tiny-image': { permission: 'allow', effect: 'read' },
      'get-structured-content': { permission: 'allow', effect: 'read' },
    },
  );
  return new ActWorld(room);
}

const planFor = (tool: string, args: Readonly<Record<string, string | number>>, output: string, effect = 'write') =>
  planOf({
    servers: ['everything'],
    onFailure: 'stop',
    steps: [
      {
        id: 'one',
        effect: effect as 'read' | 'write',
        do: { mcp: { server: 'everything', tool, arguments: args } },
        verify: [
          { output },
          {
            mcp: {
              server: 'everything',
              tool: 'get-sum',
              arguments: { a: 2, b: 3 },
              json: "text.contains('5') && !isError",
            },
          },
        ],
      },
    ],
  });

it('a form of a real server is filled in by a person: what it needs is asked for, the rest has its defaults', async () => {
  const world = await everythingWorld();
  const runId = world.queue(planFor('trigger-elicitation-request', {}, "result.text.contains('Ada')"));
  const { ended } = world.start(runId);
  const { data } = await world.event(runId, 'wait.opened');
  const options = { fromText: false, optional: data.asker?.optional };
  expect(data.asker?.optional).toContain('email');
  expect(readValues(data.fields, {}, options)).toMatchObject({ ok: false, error: [{ input: 'name' }] });
  const values = readValues(data.fields, { name: 'Ada' }, options);
  if (!values.ok) throw new Error(JSON.stringify(values.error));
  expect(values.value).toMatchObject({ integer: 42, titledSingleSelectEnum: 'hero-1' });
  world.answer(runId, { kind: 'values', values: values.value });
  expect(await ended).toMatchObject({ verification: 'passed' });
});

it('an address of a real server is shown whole, and opened by nobody but the person', async () => {
  const world = await everythingWorld();
  const url = 'https://example.com/login?state=1';
  const runId = world.queue(planFor('trigger-url-elicitation', { url }, '!result.isError'));
  const { ended } = world.start(runId);
  const { data } = await world.event(runId, 'wait.opened');
  expect(data).toMatchObject({ kind: 'confirm', asker: { server: 'everything', url } });
  world.answer(runId, { kind: 'approve' });
  expect(await ended).toMatchObject({ verification: 'passed' });
});

it('pictures and structured data of a real server become artifacts and values', async () => {
  const world = await everythingWorld();
  const picture = await world.run(planFor('get-tiny-image', {}, 'size(result.content) == 1', 'read'));
  expect(picture.steps[0]?.artifacts).toMatchObject([{ mediaType: 'image/png' }]);
  const data = { location: 'New York' };
  const weather = await world.run(planFor('get-structured-content', data, 'result.structured.temperature > 0', 'read'));
  expect(weather).toMatchObject({ verification: 'passed' });
});

it('a server over HTTP is called in the same way, and named in the proof', async () => {
  const port = await freePort();
  const child = spawn(process.execPath, [realServer('everything'), 'streamableHttp'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PORT: String(port) },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (text: Buffer) => {
      if (text.includes('listening')) resolve();
    });
  });
  const room = await testRoom();
  const read = { permission: 'allow', effect: 'read' } as const;
  const definition = { transport: 'http', name: 'everything', url: `http://127.0.0.1:${port}/mcp` } as const;
  await setUpServer(room, definition, { 'get-sum': read });
  const world = new ActWorld(room);
  const state = await world.run(planFor('get-sum', { a: 1, b: 1 }, "result.text.contains('2')", 'read'));
  expect(state).toMatchObject({ verification: 'passed' });
  expect(state.steps[0]?.acts[0]?.tool).toMatchObject({ kind: 'mcp', name: 'everything/get-sum' });
});
