import { expect, it } from 'vitest';
import { ended, start, testApi, until, work } from '#test/helpers/api-client.ts';

const LOCKED = `
pulser: 1
name: locked
title: Uses a thing alone
locks: [the-thing]
steps:
  - id: wait
    effect: irreversible
    do: { shell: "true" }
    verify: [{ exit: 0 }]
`;

const QUICK = `
pulser: 1
name: quick
title: Ends at once
steps:
  - id: go
    effect: read
    do: { shell: "true" }
    verify: [{ exit: 0 }]
`;

it('shows each lane with what holds it, what waits and why, and what has ended', async () => {
  const desk = await testApi();
  const { client, room } = desk;
  const { id: sessionId } = await client.sessions.create({ name: 'work' });
  work(room);
  const quick = await start(desk, QUICK, { sessionId });
  await until(desk, quick, ended);
  const holder = await start(desk, LOCKED, { sessionId });
  await until(desk, holder, (run) => run.waitingFor !== null);
  await client.settings.setLane({ lane: 'C', held: true, reserved: false });
  const waiting = await start(desk, LOCKED, { sessionId });
  const parked = await start(desk, QUICK, { sessionId });
  await until(desk, parked, ended);
  const heldUp = await start(desk, LOCKED, { sessionId });
  await client.runs.move({ runId: heldUp, lane: 'C', before: null });

  const board = await client.board.get({ sessionId });

  expect(board.lanes.map(({ policy }) => policy.held)).toEqual([false, false, true, false]);
  expect(board.lanes[0]).toMatchObject({
    active: {
      run: { runId: holder, lane: 'A' },
      status: 'approval',
      current: { index: 0, id: 'wait' },
      steps: [{ id: 'wait', tool: 'shell', state: 'waiting', status: 'approval' }],
    },
    worker: { kind: 'worker' },
  });
  expect(board.anyLane.map(({ run, heldBy }) => [run.runId, heldBy?.kind, heldBy?.runId])).toEqual([
    [waiting, 'lock', holder],
  ]);
  expect(board.anyLane[0]?.heldBy?.label).toBe('the-thing (R-2 locked)');
  expect(board.lanes[2]?.queue.map(({ run, heldBy }) => [run.runId, heldBy?.kind])).toEqual([[heldUp, 'lane']]);
  const finished = board.lanes.flatMap((lane) => lane.finished.map(({ run }) => run.runId));
  expect(finished.sort()).toEqual([quick, parked].sort());
  expect(board.lanes.reduce((count, lane) => count + lane.finishedToday, 0)).toBe(2);

  expect(await client.board.metrics({})).toMatchObject({ queued: 2 });
});
