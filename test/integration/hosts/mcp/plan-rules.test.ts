import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { agentServer, ask } from '#test/helpers/agent-server.ts';
import { testApi, work } from '#test/helpers/api-client.ts';
import { actWorld } from '#test/helpers/mcp/act-world.ts';

/** A plan that writes a file with a tool of the act server. */
const notes = (path: string): string => `
pulser: 1
name: nightly-notes
servers: [acts]
onFailure: stop
steps:
  - id: one
    do: { mcp: { server: acts, tool: write, arguments: { path: ${JSON.stringify(path)} } } }
    verify: [{ file: { path: ${JSON.stringify(path)} } }]
`;

it('an agent’s text does not get what the published plan of that name is allowed', async () => {
  const world = await actWorld({ rules: { write: { permission: 'ask' } } });
  const { room } = world;
  const path = (name: string): string => world.path(name);
  const { client: person } = await testApi({ room });
  const { id: documentId } = await person.plans.create({ text: notes(path('own')), origin: 'new' });
  const { textDigest } = await person.plans.get({ documentId });
  await person.plans.publish({ documentId, basedOn: textDigest });
  room.store.mcp.setPlanRule({ plan: 'nightly-notes', server: 'acts', tool: 'write', permission: 'allow' });
  work(room);
  const client = await (await agentServer(room)).connect('auto');

  const published = await ask(client, 'run_start', { plan: 'nightly-notes' });
  expect((await ask(client, 'run_wait', { run: published.data.run })).data).toMatchObject({
    waitedFor: 'ended',
    report: { verification: 'passed', questions: [] },
  });

  const borrowed = await ask(client, 'run_start', { text: notes(path('other')) });
  expect((await ask(client, 'run_wait', { run: borrowed.data.run })).data).toMatchObject({
    waitedFor: 'question',
    report: { questions: [{ kind: 'approval', message: expect.stringContaining('which asks first') }] },
  });
  expect([existsSync(path('own')), existsSync(path('other'))]).toEqual([true, false]);

  room.store.mcp.setRule('acts', 'write', { permission: 'deny' }, 1);
  const denied = await ask(client, 'run_start', { text: notes(path('other')) });
  expect(denied).toMatchObject({ isError: true, words: expect.stringContaining('mcp.denied') });
  expect(denied.words).toContain('the library has published under that name');
});
