import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import type { RunId } from '#shared/run/ids.ts';
import { StoreWorld } from '#test/conformance/store/store-world.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const broken = (details: object) =>
  expect.objectContaining({ code: 'store.chain-broken', details: expect.objectContaining(details) });

function open(dataDir: string) {
  const store = openStore({ dataDir, clock: new ManualClock() });
  onTestFinished(() => store.close());
  return store;
}

/** A folder with one run of five events, closed. */
function recorded() {
  const dataDir = tempFolder();
  const store = open(dataDir);
  const world = new StoreWorld({ now: () => 5, open: () => store });
  const runId = world.queue();
  world.mustClaim();
  for (const execution of ['running', 'waiting', 'queued'] as const) world.move(runId, execution);
  store.close();
  return { dataDir, runId };
}

function tamper(dataDir: string, sql: string): void {
  const db = new Database(join(dataDir, 'opsroom.db'));
  db.exec(`drop trigger events_are_kept; drop trigger events_stay_as_they_are; ${sql}`);
  db.close();
}

test('a flipped byte in a stored event is found and named', () => {
  const { dataDir, runId } = recorded();
  const path = join(dataDir, 'opsroom.db');
  const bytes = readFileSync(path);
  const at = bytes.indexOf('{"reason":"waiting"}');
  expect(at).toBeGreaterThan(0);
  const place = at + '{"reason":"'.length;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(path, bytes);

  const store = open(dataDir);
  expect(store.damage).toBeNull();
  const damaged = broken({ runId, run: 'R-1', seq: 4, differs: 'hash' });
  expect(() => store.runs.events(runId)).toThrow(damaged);
  expect(() => store.runs.events(runId, 2)).toThrow(damaged);
  // What comes after the damage is sound by itself.
  expect(store.runs.events(runId, 4)).toHaveLength(1);
});

test.each([
  ['an event that is missing', 'delete from events where seq = 3', { seq: 3, differs: 'seq', found: '4' }],
  ['a tail that is missing', 'delete from events where seq > 3', { seq: 4, differs: 'seq', found: 'event 3' }],
  ['every event missing', 'delete from events', { seq: 1, differs: 'seq', found: 'event 0' }],
  [
    'an event too many',
    `insert into events (run_id, seq, at, type, actor, data, prev, hash)
     select run_id, 6, at, type, actor, data, hash, hash from events where seq = 5`,
    { seq: 6 },
  ],
  ['data that is not JSON', `update events set data = '{' where seq = 2`, { seq: 2, differs: 'data' }],
  [
    'another actor',
    `update events set actor = '{"kind":"operator","name":"w"}' where seq = 4`,
    { seq: 4, differs: 'hash' },
  ],
  ['another time', 'update events set at = 6 where seq = 5', { seq: 5, differs: 'hash' }],
  ['another type', `update events set type = 'run.parked' where seq = 5`, { seq: 5, differs: 'hash' }],
  ['a head of another chain', `update runs set last_hash = 'sha256:0'`, { seq: 5, differs: 'hash' }],
])('%s is found and named', (_name, sql, details) => {
  const { dataDir, runId } = recorded();
  tamper(dataDir, sql);
  expect(() => open(dataDir).runs.events(runId)).toThrow(broken({ runId, ...details }));
});

test('events can neither be changed nor removed by a statement', () => {
  const { dataDir } = recorded();
  const db = new Database(join(dataDir, 'opsroom.db'));
  expect(() => db.exec('update events set at = 6')).toThrow('append-only');
  expect(() => db.exec('delete from events')).toThrow('append-only');
  db.close();
});

test('a stored plan that was changed is not handed out', () => {
  const { dataDir, runId } = recorded();
  tamper(dataDir, `update plans set body = replace(body, '"shell":{', '"shell":{ ')`);
  const store = open(dataDir);
  const run = store.runs.get(runId);
  if (run === undefined) throw new Error('the run');
  expect(() => store.plans.get(run.planDigest)).toThrow(expect.objectContaining({ code: 'store.plan-digest' }));
});

test('a log that was torn at any place leaves a state that the database once had', () => {
  const dataDir = tempFolder();
  const store = open(dataDir);
  const world = new StoreWorld({ now: () => 5, open: () => store });
  const runs: RunId[] = [];
  for (let i = 0; i < 6; i += 1) {
    const runId = world.queue({ locks: [`lock-${i}`] });
    world.mustClaim();
    world.move(runId, 'running');
    world.move(runId, 'finished');
    runs.push(runId);
  }
  const database = join(dataDir, 'opsroom.db');
  const frame = 24 + 4096;
  const frames = (statSync(`${database}-wal`).size - 32) / frame;
  expect(frames).toBeGreaterThan(60);

  const states: number[] = [];
  for (let kept = 0; kept <= frames; kept += 1) {
    const torn = join(tempFolder(), 'torn');
    mkdirSync(torn);
    copyFileSync(database, join(torn, 'opsroom.db'));
    // Every other one ends in the midst of a frame.
    const bytes = 32 + kept * frame + (kept % 2 === 0 ? 0 : 1000);
    writeFileSync(join(torn, 'opsroom.db-wal'), readFileSync(`${database}-wal`).subarray(0, bytes));
    const after = open(torn);
    expect(after.damage).toBeNull();
    let events = 0;
    for (const run of after.runs.list({})) {
      const chain = after.runs.events(run.runId);
      events += chain.length;
      expect(run.execution).toBe(['queued', 'claimed', 'running', 'finished'][chain.length - 1]);
    }
    states.push(events);
    after.close();
  }
  expect(states).toEqual([...states].sort((a, b) => a - b));
  expect(states.at(0)).toBe(0);
  expect(states.at(-1)).toBe(24);
  expect(new Set(states).size).toBe(25);
  expect(store.runs.events(runs[5] as RunId)).toHaveLength(4);
});
