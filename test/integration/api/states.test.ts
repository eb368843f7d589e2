import { createRouterClient } from '@orpc/server';
import { expect, it } from 'vitest';
import { createRouter } from '#main/api/router.ts';
import { createUnusableContext } from '#main/hosts/api-context.ts';
import { ended, refusal, start, testApi, testHost, until, work } from '#test/helpers/api-client.ts';
import { testRoom } from '#test/helpers/run-plan.ts';

const PLAN = `
pulser: 1
name: quick
steps:
  - id: go
    effect: read
    do: { shell: "echo done" }
    verify: [{ exit: 0 }]
`;

it('says that it is ready, and new until the first run', async () => {
  const desk = await testApi();
  expect(await desk.client.system.state({})).toMatchObject({
    status: 'ready',
    problem: null,
    isNew: true,
    ledger: { events: 0, lastHash: null },
    operator: desk.room.actor.name,
  });
  const { id: sessionId } = await desk.client.sessions.create({ name: 'work' });
  const runId = await start(desk, PLAN, { sessionId });
  const [created] = desk.room.store.runs.events(runId);
  expect(await desk.client.system.state({})).toMatchObject({
    isNew: false,
    ledger: { events: 1, lastHash: created?.hash },
  });
});

it('answers reads of a store that is open for reading only, and refuses writes with the code of the store', async () => {
  const first = await testApi();
  work(first.room);
  const { id: sessionId } = await first.client.sessions.create({ name: 'work' });
  const runId = await start(first, PLAN, { sessionId });
  await until(first, runId, ended);
  const room = await testRoom({}, first.room.dataDir, { mode: 'read-only' });
  const { client } = await testApi({ room });

  expect(await client.system.state({})).toMatchObject({ status: 'read-only' });
  expect((await client.runs.get({ ref: runId })).status).toBe('succeeded');
  expect((await client.board.get({ sessionId })).lanes[0]?.finished).toHaveLength(1);
  expect((await client.logs.read({ runId, logId: 'go.1', offset: 0, maxBytes: 99, waitMs: 0 })).text).toContain('done');
  expect(await client.sessions.list({ archived: false })).toHaveLength(1);
  for (const write of [
    client.sessions.create({ name: 'other' }),
    client.settings.update({ theme: 'dark' }),
    client.plans.store({ text: PLAN.replace('quick', 'other') }),
    client.history.dispose({ which: { runIds: [runId] }, disposition: 'resolved', reason: 'why' }),
    client.settings.setLane({ lane: 'A', held: true, reserved: false }),
  ]) {
    expect(await refusal(write)).toMatchObject({ kind: 'REFUSED', code: 'store.read-only' });
  }
});

it('answers for a data folder that cannot be opened with the reason, and nothing else', async () => {
  const problem = { code: 'store.newer', message: 'the database is of a later release', hint: 'update' };
  const api = createUnusableContext({
    host: testHost,
    problem,
    dataDir: '/somewhere',
    actor: { kind: 'operator', name: 'me' },
    hostName: 'here',
  });
  const client = createRouterClient(createRouter(), { context: { api } });

  expect(await client.system.state({})).toMatchObject({ status: 'unusable', problem, dataDir: '/somewhere' });
  expect(await client.host.info({})).toEqual(testHost.info);
  expect(await refusal(client.sessions.list({ archived: false }))).toMatchObject({ kind: 'REFUSED', ...problem });
  expect(await refusal(client.system.changes({ after: null }))).toMatchObject({ code: 'store.newer' });
});

it('tells a fault without what it reveals, and writes it to its log', async () => {
  const { room } = await testApi();
  room.knownSecrets.register('hunter2-hunter2');
  const { client } = await testApi({
    room,
    host: {
      openPlanFile() {
        throw new TypeError('cannot read hunter2-hunter2');
      },
    },
  });
  const fault = await refusal(client.host.openPlanFile({}));
  expect(fault).toMatchObject({ kind: 'FAULT', code: 'internal.fault' });
  expect(fault.message).toContain('cannot read ***');
});
