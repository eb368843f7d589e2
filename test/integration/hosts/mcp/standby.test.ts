import { expect, it, onTestFinished } from 'vitest';
import type { ControlRoom } from '#main/hosts/compose.ts';
import { standBy } from '#main/hosts/mcp/standby-worker.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { InstanceId } from '#shared/run/ids.ts';
import { agentServer, ask } from '#test/helpers/agent-server.ts';
import { planOf } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { execute, testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

/** Another process that beats now. */
function other(room: ControlRoom, lanes?: readonly Lane[]): InstanceId {
  const id = `other-${lanes?.join('') ?? 'all'}` as InstanceId;
  const now = room.services.clock.now();
  room.store.instances.register({ id, host: 'there', pid: 1, kind: 'worker', lanes, now });
  return id;
}

function stand(room: ControlRoom): void {
  const standing = standBy(room);
  onTestFinished(() => standing.stop());
}

const isStanding = ({ store }: ControlRoom): boolean => store.instances.list().some(({ kind }) => kind === 'mcp');

it('stays idle beside a worker of every lane', async () => {
  const room = await testRoom();
  other(room);
  stand(room);
  expect(isStanding(room)).toBe(false);
});

it('executes where the only worker takes some lanes', async () => {
  const room = await testRoom();
  other(room, ['A']);
  stand(room);
  expect(isStanding(room)).toBe(true);
});

it('executes where the only worker drains', async () => {
  const room = await testRoom();
  room.store.instances.drain(other(room));
  stand(room);
  expect(isStanding(room)).toBe(true);
});

it('tells an agent that nobody would take a run of that lane', async () => {
  const room = await testRoom();
  other(room, ['A', 'B']);
  const client = await (await agentServer(room)).connect('auto');
  const text = 'pulser: 1\nname: one\nsteps:\n  - { id: a, do: { shell: "true" }, verify: [{ exit: 0 }] }\n';
  expect((await ask(client, 'run_start', { text, lane: 'B' })).words).not.toContain('No worker');
  expect((await ask(client, 'run_start', { text, lane: 'C' })).words).toContain(
    'No worker is running that would take it',
  );
});

it('makes logs searchable, also of runs that another process has executed', async () => {
  const room = await testRoom();
  const plan = planOf({ steps: [{ id: 'a', do: { shell: 'printf helio%s trope' }, verify: [{ exit: 0 }] }] });
  const runId = queueRun(room, plan, { workdir: tempFolder() });
  await execute(room, runId);
  const client = await (await agentServer(room)).connect('auto');
  const search = () => ask(client, 'runs_search', { text: 'heliotrope' });
  expect((await search()).words).toContain('Some texts are not searched yet');
  stand(room);
  await expect.poll(async () => (await search()).data.textIncomplete, { timeout: 20_000 }).toBe(false);
  const found = await search();
  expect(found.data.runs).toMatchObject([{ run: 'R-1', excerpt: expect.stringContaining('heliotrope') }]);
  expect(found.words).not.toContain('not searched yet');
});
