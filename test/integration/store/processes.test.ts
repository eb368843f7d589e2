import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#main/kernel/clock.ts';
import { commandRun, loadRun } from '#main/runtime/commands.ts';
import { openStore } from '#main/store/open-store.ts';
import type { RunId } from '#shared/run/ids.ts';
import { OPERATOR, StoreWorld } from '#test/conformance/store/store-world.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { startChild } from './child.ts';

function folder() {
  const dataDir = tempFolder();
  const store = openStore({ dataDir, clock: systemClock });
  onTestFinished(() => store.close());
  return { dataDir, store, world: new StoreWorld({ now: () => Date.now(), open: () => store }) };
}

test('four processes claim 400 runs: each once, never two in one lane or on one lock at a time', async () => {
  const { dataDir, store, world } = folder();
  const locksOf = new Map<string, readonly string[]>();
  for (let i = 0; i < 400; i += 1) {
    const locks = i % 3 === 0 ? [`lock-${i % 5}`] : i % 7 === 0 ? ['lock-1', 'lock-2'] : [];
    const lane = i % 4 === 0 ? { lane: 'B' as const } : {};
    locksOf.set(world.queue({ session: `s${i % 8}`, locks, priority: i % 2, ...lane }), locks);
  }
  const children = [11, 22, 33, 44].map((seed) => startChild('claim-runs.ts', dataDir, String(seed)));
  const shares = (await Promise.all(children.map((child) => child.line()))).map(Number);
  expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0, 0]);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBe(400);
  expect(shares.filter((share) => share > 0).length).toBeGreaterThan(1);

  const db = new Database(join(dataDir, 'opsroom.db'), { readonly: true });
  onTestFinished(() => void db.close());
  const events = db
    .prepare(
      `select run_id as run, session_id as session, type, json_extract(data, '$.lane') as lane,
         json_extract(data, '$.reason') as reason from events join runs on runs.id = run_id order by position`,
    )
    .all() as { run: string; session: string; type: string; lane: string; reason: string }[];
  const holders = new Map<string, string>();
  const held = new Map<string, readonly string[]>();
  let most = 0;
  for (const event of events) {
    if (event.type === 'run.claimed') {
      const places = [`${event.session}/${event.lane}`, ...(locksOf.get(event.run) ?? [])];
      for (const place of places) {
        expect(holders.get(place), `${place} has one holder`).toBeUndefined();
        holders.set(place, event.run);
      }
      expect(held.has(event.run), 'claimed once').toBe(false);
      held.set(event.run, places);
      most = Math.max(most, holders.size);
    }
    if (event.reason === 'finished') for (const place of held.get(event.run) ?? []) holders.delete(place);
  }
  expect(held.size).toBe(400);
  expect(holders.size).toBe(0);
  expect(most, 'runs were under way side by side').toBeGreaterThan(3);
  for (const runId of locksOf.keys()) expect(store.runs.events(runId as RunId)).toHaveLength(4);
  expect(db.prepare('select (select count(*) from lane_holds) + (select count(*) from held_locks)').pluck().get()).toBe(
    0,
  );
});

test('three processes move runs while a fourth claims them: each claim takes the run that the moves so far put first', async () => {
  const { dataDir, store, world } = folder();
  // A true end: the movers fold the history.
  const end = (runId: RunId): void => {
    commandRun(store, runId, { type: 'cancel', reason: null }, { actor: OPERATOR, at: 1 });
    const { generation } = loadRun(store, runId);
    const sweep = { type: 'report-sweep', generation, ended: 0, problem: null } as const;
    commandRun(store, runId, sweep, { actor: OPERATOR, at: 1 });
  };
  const created = Array.from({ length: 60 }, () => world.queue({ lane: 'A' }));
  const children = [11, 22, 33].map((seed) => startChild('move-runs.ts', dataDir, String(seed), '150'));
  await Promise.all(children.map((child) => child.line()));
  const stillMoving = new Set(children);
  const counts = Promise.all(children.map((child) => child.line().finally(() => stillMoving.delete(child))));
  for (let claimed = 0; stillMoving.size > 0 && claimed < 30; claimed += 1) {
    for (const runId of world.claimAll({ lanes: ['A'] })) end(runId);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const moved = (await counts).reduce((sum, line) => sum + Number(line.split(' ')[0]), 0);
  expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0]);
  for (let left = world.claim(); left !== undefined; left = world.claim()) end(left.runId);

  const db = new Database(join(dataDir, 'opsroom.db'), { readonly: true });
  onTestFinished(() => void db.close());
  const events = db
    .prepare(
      `select run_id as run, type, json_extract(data, '$.before') as before from events
       where type in ('run.moved', 'run.claimed') order by position`,
    )
    .all() as { run: RunId; type: string; before: RunId | null }[];
  const order = [...created];
  for (const event of events) {
    if (event.type === 'run.claimed') expect(event.run).toBe(order.shift());
    else {
      order.splice(order.indexOf(event.run), 1);
      order.splice(event.before === null ? order.length : order.indexOf(event.before), 0, event.run);
    }
  }
  expect(order).toEqual([]);
  expect(events.filter((event) => event.type === 'run.moved')).toHaveLength(moved);
  expect(moved).toBeGreaterThan(100);
});

test('a lane that is held is held for every process, and claimed from at once when it is released', async () => {
  const { dataDir, store, world } = folder();
  world.queue({ lane: 'A' });
  const other = openStore({ dataDir, clock: systemClock });
  onTestFinished(() => other.close());
  const by = { kind: 'operator', name: 'o' } as const;
  other.lanes.setPolicy('A', { held: true, reserved: false }, by, Date.now());
  expect(world.claim()).toBeUndefined();
  const claimed = new Promise<string>((resolve) => {
    store.onWake(() => {
      const claim = world.claim();
      if (claim !== undefined) resolve(claim.lane);
    });
  });
  other.lanes.setPolicy('A', { held: false, reserved: false }, by, Date.now());
  expect(await claimed).toBe('A');
});

test('a writer that is killed loses no event that was acknowledged', async () => {
  for (let round = 0; round < 4; round += 1) {
    const { dataDir, store } = folder();
    const child = startChild('append-until-killed.ts', dataDir);
    let last = '';
    for (let i = 0; i < 40 + round * 7; i += 1) last = await child.line();
    child.process.kill('SIGKILL');
    await child.ended;
    for (;;) {
      const more = await child.line().catch(() => undefined);
      if (more === undefined) break;
      last = more;
    }
    const [runId = '', acknowledged = ''] = last.split(' ');
    const events = store.runs.events(runId as RunId);
    expect(events.length).toBeGreaterThanOrEqual(Number(acknowledged));
    // Two events and three projections were one transaction: they are all there, or none of them.
    expect(events.length % 2).toBe(0);
    expect(store.runs.get(runId as RunId)?.reason).toBe(`seq ${events.length}`);
    expect(store.runs.steps(runId as RunId)[0]?.tries).toBe(events.length);
  }
});

test('work that another process queues is claimed within milliseconds', async () => {
  const { dataDir, store, world } = folder();
  const child = startChild('queue-runs.ts', dataDir);
  await child.line();
  let claimed: (at: bigint) => void = () => {};
  store.onWake(() => {
    if (world.claim({ lanes: ['A', 'B', 'C', 'D'] }) !== undefined) claimed(process.hrtime.bigint());
  });
  const latencies: number[] = [];
  for (let i = 0; i < 21; i += 1) {
    const claim = new Promise<bigint>((resolve) => (claimed = resolve));
    child.send('queue');
    const queued = BigInt(await child.line());
    latencies.push(Number((await claim) - queued) / 1e6);
    for (const run of store.runs.owned()) world.move(run.runId, 'finished');
  }
  child.process.stdin?.end();
  expect(await child.ended).toBe(0);
  latencies.sort((a, b) => a - b);
  // The once-a-second poll that stands in for a broken watch would be far above this.
  expect(latencies[10]).toBeLessThan(50);
});
