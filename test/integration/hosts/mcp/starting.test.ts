import { expect, it } from 'vitest';
import { agentServer, ask } from '#test/helpers/agent-server.ts';
import { testApi } from '#test/helpers/api-client.ts';

const plan = (more = ''): string =>
  `pulser: 1\nname: p\n${more}steps: [{ id: a, do: { shell: "true" }, verify: [{ exit: 0 }] }]\n`;
const CALLS =
  'pulser: 1\nname: p\nservers: [files]\nsteps: [{ id: a, do: { mcp: { server: files, tool: t } }, verify: [{ file: { path: x } }] }]\n';

it.each([
  ['plan.weak', plan(), { strict: true }],
  ['input.invalid', plan('inputs: { who: { type: string } }\n'), {}],
  ['secrets.missing', plan('secrets: [NOT_THERE]\n'), {}],
  ['mcp.unknown-server', CALLS, {}],
  ['plan.invalid', 'pulser: 1', {}],
])('a start that is refused with %s leaves no plan and no session', async (code, text, more) => {
  const { room, client: person } = await testApi();
  const client = await (await agentServer(room)).connect('auto');
  const { digest } = await person.plans.check({ text });
  const started = await ask(client, 'run_start', { text, session: 'new', ...more });
  expect(started.words).toContain(`(${code}`);
  expect(room.store.sessions.list({ archived: false })).toEqual([]);
  expect(digest === null ? undefined : room.store.plans.get(digest)).toBeUndefined();
});

it('a start makes the session that it names once', async () => {
  const { room } = await testApi();
  const client = await (await agentServer(room)).connect('auto');
  for (const _ of [1, 2]) await ask(client, 'run_start', { text: plan(), session: 'nightly' });
  const { data } = await ask(client, 'run_start', { text: plan() });
  expect(data.session).toBe('default');
  const names = room.store.sessions.list({ archived: false }).map(({ name }) => name);
  expect(names.toSorted()).toEqual(['default', 'nightly']);
});
