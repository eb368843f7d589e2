import { expect, test } from 'vitest';
import { sha256 } from '#main/kernel/hash.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { manyRuns } from '#test/helpers/many-runs.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { openStoreAt, openWorld } from './open-world.ts';

test('tell runs that changed after a cursor, each once, with their newest state', () => {
  const { world, store } = openWorld();
  const [a, b] = [world.queue(), world.queue()];
  const begin = store.runs.changedSince(null);
  expect(begin).toMatchObject({ runs: [], more: false, cursor: 2 });
  expect(store.runs.changedSince(begin.cursor).runs).toEqual([]);

  world.mustClaim({ runId: b });
  world.mustClaim({ runId: a });
  world.move(a, 'waiting');
  world.move(b, 'finished');
  const changes = store.runs.changedSince(begin.cursor);
  expect(changes.runs).toEqual([world.get(a), world.get(b)]);
  expect(changes.runs.map((run) => run.execution)).toEqual(['waiting', 'finished']);
  expect(changes.more).toBe(false);
  expect(store.runs.changedSince(changes.cursor)).toEqual({ cursor: changes.cursor, runs: [], more: false });
});

test('see what another connection has committed', () => {
  const { store, dataDir } = openWorld();
  const { cursor } = store.runs.changedSince(null);
  const other = openWorld(dataDir);
  const runId = other.world.queue({ session: 'theirs' });
  expect(store.runs.changedSince(cursor).runs.map((run) => run.runId)).toEqual([runId]);
  expect(store.topics().sessions).toBe(1);
});

test('lose nothing and tell nothing twice over many calls, also while runs go on changing', () => {
  const dataDir = tempFolder();
  manyRuns(dataDir, 3000);
  const { world, store } = openWorld(dataDir);
  const told: number[] = [];
  const calls: number[] = [];
  let cursor = 0;
  for (;;) {
    const changes = store.runs.changedSince(cursor);
    told.push(...changes.runs.map((run) => run.number));
    calls.push(changes.runs.length);
    if (calls.length === 1) world.queue();
    cursor = changes.cursor;
    if (!changes.more) break;
  }
  expect(told).toEqual(Array.from({ length: 3001 }, (_, i) => i + 1));
  expect(Math.max(...calls)).toBe(500);
});

test('leave a run that changed again for the call that reaches its last change', () => {
  const dataDir = tempFolder();
  manyRuns(dataDir, 3000);
  const { store } = openWorld(dataDir);
  const first = store.runs.find('1');
  if (first === undefined) throw new Error('no first run');
  store.runs.append({
    runId: first.runId,
    expectedSeq: 4,
    events: [
      {
        type: 'disposition.changed',
        at: 1,
        actor: { kind: 'operator', name: 'o' },
        data: { disposition: 'resolved', reason: 'seen', by: null },
      },
    ],
    summary: { ...first, disposition: 'resolved' },
    steps: [],
  });
  const told: RunSummary[] = [];
  for (let cursor = 0; ; ) {
    const changes = store.runs.changedSince(cursor);
    told.push(...changes.runs);
    cursor = changes.cursor;
    if (!changes.more) break;
  }
  expect(told.map((run) => run.number)).toEqual([...Array.from({ length: 2999 }, (_, i) => i + 2), 1]);
  expect(told.at(-1)).toMatchObject({ disposition: 'resolved' });
});

test('count changes of what has no events, and of nothing else', () => {
  const { world, store } = openWorld();
  const zero = store.topics();
  expect(zero).toEqual({ sessions: 0, plans: 0, settings: 0, views: 0, servers: 0 });
  const { id } = store.sessions.ensure('ops', 1);
  store.sessions.ensure('ops', 2);
  expect(store.topics()).toEqual({ ...zero, sessions: 1 });
  world.queue({ session: 'ops' });
  world.mustClaim();
  expect(store.topics()).toEqual({ ...zero, sessions: 1 });
  store.sessions.rename(id, 'other');
  store.settings.update({ theme: 'dark' }, 3);
  store.views.save({ id: null, name: 'v', filter: {}, sort: { by: 'number', descending: true } }, 3);
  store.library.create({ name: 'p', title: 'P', origin: 'new', text: 'pulser: 1' }, 3);
  expect(store.topics()).toEqual({ sessions: 2, plans: 1, settings: 1, views: 1, servers: 0 });
});

test('the ledger is all events of the data folder', () => {
  const { world, store } = openWorld();
  expect(openStoreAt().runs.ledger()).toEqual({ events: 0, lastHash: null });
  const runId = world.queue();
  world.mustClaim();
  const last = store.runs.events(runId).at(-1);
  expect(store.runs.ledger()).toEqual({ events: 2, lastHash: last?.hash });
  expect(last?.hash).not.toBe(sha256(''));
});
