import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#main/kernel/clock.ts';
import { openStore } from '#main/store/open-store.ts';
import type { RunId } from '#shared/run/ids.ts';
import { StoreWorld } from '#test/conformance/store/store-world.ts';
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
