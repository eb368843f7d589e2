import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import { StoreWorld } from '#test/conformance/store/store-world.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

function pair(clock = new ManualClock()) {
  const dataDir = tempFolder();
  const warnings: string[] = [];
  const open = (mode: 'read-write' | 'read-only' = 'read-write') => {
    const store = openStore({ dataDir, clock, mode, onWarning: (message) => warnings.push(message) });
    onTestFinished(() => store.close());
    return store;
  };
  const writer = open();
  return { dataDir, clock, open, warnings, world: new StoreWorld({ now: () => clock.now(), open: () => writer }) };
}

/** Resolves at the next call of the store's listener. */
function nextWake(store: ReturnType<ReturnType<typeof pair>['open']>): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.onWake(() => {
      stop();
      resolve();
    });
  });
}

test('another connection is woken by the file, without any poll', async () => {
  const { open, world } = pair();
  const other = open();
  const woken = nextWake(other);
  world.queue();
  await woken;
  expect(other.runs.list({})).toHaveLength(1);
});

test('a reader is woken as well', async () => {
  const { open, world } = pair();
  const reader = open('read-only');
  const woken = nextWake(reader);
  world.queue();
  await woken;
  expect(reader.runs.list({})).toHaveLength(1);
});

test('its own writing does not wake it twice', async () => {
  const { open, world } = pair();
  const other = open();
  let calls = 0;
  world.store.onWake(() => (calls += 1));
  const woken = nextWake(other);
  world.queue();
  // The other one saw the file; so did this one, and found that nobody else had committed.
  await woken;
  await new Promise((resolve) => setImmediate(resolve));
  expect(calls).toBe(1);
});

test('without the file a poll of once a second finds what others committed, and nothing when nobody did', async () => {
  const { dataDir, open, world, clock } = pair();
  rmSync(join(dataDir, 'opsroom.wake'));
  const other = open('read-only');
  let calls = 0;
  const stop = other.onWake(() => (calls += 1));
  await clock.advance(5000);
  expect(calls).toBe(0);
  world.queue();
  await clock.advance(999);
  expect(calls).toBe(0);
  await clock.advance(1);
  expect(calls).toBe(1);
  await clock.advance(5000);
  expect(calls).toBe(1);
  stop();
  expect(clock.pending).toBe(0);
  world.queue();
  await clock.advance(5000);
  expect(calls).toBe(1);
});

test('says once that it has to poll', () => {
  const { dataDir, open, warnings } = pair();
  rmSync(join(dataDir, 'opsroom.wake'));
  open('read-only').onWake(() => {});
  expect(warnings).toEqual([expect.stringContaining('once a second')]);
});

test('the time from queued to claimed in one process is a few milliseconds', () => {
  const { world } = pair();
  let claimedAt = 0;
  world.store.onWake(() => {
    if (world.claim() !== undefined) claimedAt = performance.now();
  });
  const latencies: number[] = [];
  for (let i = 0; i < 21; i += 1) {
    const before = performance.now();
    const runId = world.queue();
    latencies.push(claimedAt - before);
    world.move(runId, 'finished');
  }
  latencies.sort((a, b) => a - b);
  expect(latencies[10]).toBeGreaterThan(0);
  expect(latencies[10]).toBeLessThan(20);
});

test('keeps no process alive and no listener after it is closed', async () => {
  const { open, world, clock } = pair();
  const other = open();
  let calls = 0;
  other.onWake(() => (calls += 1));
  other.close();
  other.close();
  world.queue();
  await clock.advance(2000);
  expect(calls).toBe(0);
});
