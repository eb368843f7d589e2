import { expect, it } from 'vitest';
import type { RunId } from '#shared/run/ids.ts';
import { ended, refusal, start, testApi, until, work } from '#test/helpers/api-client.ts';

const plan = (name: string, command: string): string => `
pulser: 1
name: ${name}
steps:
  - id: go
    effect: read
    do: { shell: "${command}" }
    verify: [{ exit: 0 }]
`;

const NEWEST = { by: 'number', descending: true } as const;

async function three() {
  const desk = await testApi();
  work(desk.room);
  const { id: sessionId } = await desk.client.sessions.create({ name: 'work' });
  const runIds: RunId[] = [];
  for (const [name, command] of [
    ['alpha', 'true'],
    ['beta', 'false'],
    ['beta', 'false'],
  ] as const) {
    const runId = await start(desk, plan(name, command), { sessionId });
    await until(desk, runId, ended);
    runIds.push(runId);
  }
  return { ...desk, runIds, sessionId };
}

it('lists, counts and names what was run', async () => {
  const { client, runIds, room } = await three();
  const failed = { status: ['failed' as const] };
  const window = await client.history.window({ filter: failed, sort: NEWEST, offset: 0, limit: 10 });
  expect(window.rows.map(({ run }) => run.runId)).toEqual([runIds[2], runIds[1]]);
  expect(window.rows[0]).toMatchObject({ operator: room.actor.name, planTitle: 'beta', run: { lane: 'A' } });
  expect(await client.history.stats({ filter: {} })).toMatchObject({ total: 3, outcomes: { failed: 2, succeeded: 1 } });
  const facets = await client.history.facets({});
  expect(facets.plans.map(({ value, runs }) => [value, runs])).toEqual([
    ['beta', 2],
    ['alpha', 1],
  ]);
});

it('resolves what a filter finds, only when it finds as many as were seen', async () => {
  const { client, runIds, room } = await three();
  const which = { filter: { status: ['failed' as const] }, expect: 1 };
  const order = { disposition: 'resolved', reason: 'known trouble' } as const;
  expect(await refusal(client.history.dispose({ which, ...order }))).toMatchObject({
    code: 'history.changed',
    details: { found: 2 },
  });
  expect(await client.history.dispose({ which: { ...which, expect: 2 }, ...order })).toEqual({
    changed: 2,
    refused: [],
  });
  const events = runIds.slice(1).map((runId) => room.store.runs.events(runId).at(-1));
  expect(events).toMatchObject([
    { type: 'disposition.changed', actor: room.actor, data: { disposition: 'resolved', reason: 'known trouble' } },
    { type: 'disposition.changed' },
  ]);
  const unknown = crypto.randomUUID() as RunId;
  expect(await client.history.dispose({ which: { runIds: [unknown] }, ...order })).toEqual({
    changed: 0,
    refused: [{ runId: unknown, why: 'there is no such run' }],
  });
});

it('resolves what a filter finds but those that were left out', async () => {
  const { client, runIds } = await three();
  const [, left = '', other = ''] = runIds;
  const which = { filter: { status: ['failed' as const] }, expect: 2, except: [left as RunId] };
  const done = await client.history.dispose({ which, disposition: 'ignored', reason: 'one is looked at' });
  expect(done).toEqual({ changed: 1, refused: [] });
  expect((await client.runs.get({ ref: left })).run.disposition).toBe('open');
  expect((await client.runs.get({ ref: other })).run.disposition).toBe('ignored');
});

it('keeps views', async () => {
  const { client } = await testApi();
  const view = { id: null, name: 'Red', filter: { status: ['failed' as const] }, sort: NEWEST };
  const saved = await client.history.saveView(view);
  expect(await client.history.views({})).toEqual([saved]);
  expect(await refusal(client.history.saveView(view))).toMatchObject({ code: 'view.exists' });
  await client.history.removeView({ id: saved.id });
  expect(await client.history.views({})).toEqual([]);
});

it('keeps sessions: their names, their runs, and what may not be archived', async () => {
  const { client, sessionId, runIds } = await three();
  expect(await refusal(client.sessions.create({ name: 'work' }))).toMatchObject({ code: 'session.exists' });
  expect(await client.sessions.rename({ sessionId, name: 'done' })).toMatchObject({ id: sessionId, name: 'done' });
  expect(await client.sessions.list({ archived: false })).toMatchObject([
    { name: 'done', counts: { failed: 2, succeeded: 1 } },
  ]);
  expect((await client.sessions.archive({ sessionId })).archivedAt).not.toBeNull();
  const { runId } = { runId: runIds[0] as RunId };
  expect((await client.runs.get({ ref: runId })).run.runId).toBe(runId);
  expect(await client.logs.list({ runId })).toHaveLength(1);
  expect(await client.sessions.restore({ sessionId })).toMatchObject({ archivedAt: null });
  const unknown = crypto.randomUUID() as typeof sessionId;
  expect(await refusal(client.sessions.archive({ sessionId: unknown }))).toMatchObject({ code: 'session.unknown' });
});
