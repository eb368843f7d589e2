import { expect, test } from 'vitest';
import type { HistoryQuery } from '#main/engine/ports/history.ts';
import type { StepSummary } from '#shared/run/run.ts';
import { runStatus } from '#shared/run/status.ts';
import { makePlan, type StoreWorld } from '#test/conformance/store/store-world.ts';
import { manyRuns } from '#test/helpers/many-runs.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { openWorld } from '../open-world.ts';

const query = (more: Partial<HistoryQuery> = {}): HistoryQuery => ({
  filter: {},
  sort: { by: 'number', descending: true },
  offset: 0,
  limit: 50,
  ...more,
});

const MINUTE = 60_000;

/** Five runs: two plans, two sessions, lanes, all kinds of ends. Created a minute apart from `start` on. */
function fiveRuns() {
  const { world, store, clock, dataDir } = openWorld();
  const start = clock.now();
  const rotate = makePlan('rotate-keys');
  const backup = makePlan('backup');
  const run = (plan = rotate, session = 'ops', at = start) => world.queue({ plan, session, at });
  const end = (
    runId: ReturnType<StoreWorld['queue']>,
    minutes: number,
    summary: Parameters<StoreWorld['move']>[2] = {},
  ) => {
    world.mustClaim({ runId });
    const { createdAt } = world.get(runId);
    const times = { startedAt: createdAt + 1000, finishedAt: createdAt + 1000 + minutes * MINUTE };
    world.move(runId, summary.summary?.execution ?? 'finished', { summary: { ...times, ...summary.summary } });
    return runId;
  };
  const one = end(run(rotate, 'ops', start), 3, { summary: { verification: 'passed' } });
  const two = end(run(backup, 'drills', start + MINUTE), 1, {
    summary: { verification: 'failed', reason: 'disk full' },
  });
  const three = end(run(rotate, 'drills', start + 2 * MINUTE), 2, {
    summary: { verification: 'failed', rollback: 'verified' },
  });
  const four = end(run(backup, 'ops', start + 3 * MINUTE), 9, { summary: { execution: 'canceled' } });
  const five = run(backup, 'ops', start + 4 * MINUTE);
  const numbers = (more: Partial<HistoryQuery> = {}) =>
    store.history.window(query(more)).rows.map((row) => row.run.number);
  return { world, store, dataDir, start, ids: [one, two, three, four, five] as const, numbers };
}

test('rows say what a list shows', () => {
  const { store, world, ids, start } = fiveRuns();
  const { rows, total, textIncomplete } = store.history.window(query());
  expect([total, textIncomplete]).toEqual([5, false]);
  expect(rows.at(-1)).toEqual({
    run: world.get(ids[0]),
    status: 'succeeded',
    planTitle: 'rotate-keys',
    operator: 'o',
    runTimeMs: 3 * MINUTE,
    proofs: { verified: 0, total: 2 },
    position: 3,
    hit: null,
  });
  expect(rows.map((row) => row.status)).toEqual(['queued', 'canceled', 'rolledback', 'failed', 'succeeded']);
  expect(store.history.row(ids[4])).toMatchObject({
    status: 'queued',
    runTimeMs: null,
    run: { createdAt: start + 240_000 },
  });
});

test('every sort of the screen, both ways, and pages of it', () => {
  const { numbers } = fiveRuns();
  const by = (name: HistoryQuery['sort']['by'], descending = false) => numbers({ sort: { by: name, descending } });
  expect(by('number')).toEqual([1, 2, 3, 4, 5]);
  expect(by('started', true)).toEqual([5, 4, 3, 2, 1]);
  expect(by('run-time')).toEqual([5, 2, 3, 1, 4]);
  expect(by('run-time', true)).toEqual([4, 1, 3, 2, 5]);
  expect(by('plan')).toEqual([2, 4, 5, 1, 3]);
  expect(by('session')).toEqual([2, 3, 1, 4, 5]);
  expect(numbers({ sort: { by: 'run-time', descending: true }, offset: 1, limit: 2 })).toEqual([1, 3]);
  expect(numbers({ offset: 9 })).toEqual([]);
});

test('the ends of a session are told lane by lane, the last one first', () => {
  const { store, world, ids, start } = fiveRuns();
  const ends = (sessionId: (typeof ids)[number], most: number, since: number) =>
    Object.entries(store.history.endedByLane(world.get(sessionId).sessionId, { most, since })).map(
      ([lane, { rows, endedSince }]) => [lane, rows.map((row) => row.run.number), endedSince],
    );
  const none = ['B', 'C', 'D'].map((lane) => [lane, [], 0]);
  expect(ends(ids[0], 20, 0)).toEqual([['A', [4, 1], 2], ...none]);
  expect(ends(ids[1], 20, start + 3 * MINUTE)).toEqual([['A', [3, 2], 1], ...none]);
  expect(ends(ids[0], 1, start + 12 * MINUTE)).toEqual([['A', [4], 1], ...none]);
  const nowhere = world.get(world.queue({ session: 'new' })).sessionId;
  expect(Object.values(store.history.endedByLane(nowhere, { most: 5, since: 0 })).flatMap(({ rows }) => rows)).toEqual(
    [],
  );
});

test('filters are combined with and, their words with or', () => {
  const { numbers, store, world, ids, start } = fiveRuns();
  const sessions = [world.get(ids[1]).sessionId];
  expect(numbers({ filter: { status: ['failed', 'rolledback'] } })).toEqual([3, 2]);
  expect(numbers({ filter: { status: ['failed', 'rolledback'], plans: ['backup'] } })).toEqual([2]);
  expect(numbers({ filter: { sessions } })).toEqual([3, 2]);
  expect(numbers({ filter: { sessions, plans: ['rotate-keys'], lanes: ['A'] } })).toEqual([3]);
  expect(numbers({ filter: { lanes: ['D'] } })).toEqual([]);
  expect(numbers({ filter: { operators: ['o'] } })).toHaveLength(5);
  expect(numbers({ filter: { operators: ['nobody'] } })).toEqual([]);
  expect(numbers({ filter: { from: start + MINUTE, to: start + 3 * MINUTE } })).toEqual([3, 2]);
  expect(numbers({ filter: { dispositions: ['resolved'] } })).toEqual([]);
  expect(numbers({ filter: { status: [], plans: [] } })).toHaveLength(5);
  expect(numbers({ filter: { text: 'R-4' } })).toEqual([4]);
  expect(numbers({ filter: { text: 'OTATE drill' } })).toEqual([3]);
  expect(store.history.ids({ status: ['failed', 'rolledback'] }, 10)).toEqual([ids[2], ids[1]]);
  expect(store.history.ids({}, 2)).toEqual([ids[4], ids[3]]);
});

test('what changes is seen at once, whoever changes it', () => {
  const { numbers, dataDir, ids } = fiveRuns();
  expect(numbers({ filter: { status: ['queued'] } })).toEqual([5]);
  expect(numbers({ sort: { by: 'plan', descending: false } })).toEqual([2, 4, 5, 1, 3]);
  expect(numbers({ sort: { by: 'session', descending: false }, limit: 3 })).toEqual([2, 3, 1]);
  const other = openWorld(dataDir);
  other.world.mustClaim({ runId: ids[4] });
  other.world.queue({ session: 'new', plan: makePlan('another') });
  expect(numbers({ filter: { status: ['queued'] } })).toEqual([6]);
  expect(numbers({ filter: { status: ['claimed'] } })).toEqual([5]);
  expect(numbers({ sort: { by: 'plan', descending: false } })).toEqual([6, 2, 4, 5, 1, 3]);
  other.store.sessions.rename(other.world.get(ids[0]).sessionId, 'aaa');
  expect(numbers({ sort: { by: 'session', descending: false }, limit: 3 })).toEqual([1, 4, 5]);
  expect(numbers({ filter: { text: 'aaa' } })).toEqual([5, 4, 1]);
});

test('a store that is warmed up in pieces sees what changed meanwhile', () => {
  const dataDir = tempFolder();
  manyRuns(dataDir, 4500);
  const { world, store } = openWorld(dataDir);
  const run = store.runs.find('7');
  if (run === undefined) throw new Error('no run 7');
  expect(store.history.warm()).toBe(true);
  world.move(run.runId, 'canceled');
  world.queue({ session: 'late' });
  let pieces = 1;
  while (store.history.warm()) pieces += 1;
  expect(pieces).toBeGreaterThan(3);
  const rows = store.history.window(query({ sort: { by: 'number', descending: false }, offset: 6, limit: 1 }));
  expect(rows).toMatchObject({ total: 4501, rows: [{ run: { number: 7 }, status: 'canceled' }] });
  expect(store.history.window(query({ filter: { status: ['queued'] } })).total).toBe(1);
});

test('charts count outcomes and run times by day', () => {
  const { store, start } = fiveRuns();
  const stats = store.history.stats({});
  expect(stats.total).toBe(5);
  expect(stats.outcomes).toEqual({ succeeded: 1, failed: 1, rolledback: 1, canceled: 1, queued: 1 });
  expect(stats.days).toEqual([
    {
      day: Math.floor(start / 86_400_000) * 86_400_000,
      outcomes: stats.outcomes,
      p50Ms: 2 * MINUTE,
      p90Ms: 9 * MINUTE,
      p99Ms: 9 * MINUTE,
    },
  ]);
  expect(store.history.stats({ plans: ['rotate-keys'] }).outcomes).toEqual({ succeeded: 1, rolledback: 1 });
  expect(store.history.stats({ plans: ['nothing'] })).toEqual({ days: [], outcomes: {}, total: 0 });
});

test('facets, sessions and metrics count the same runs', () => {
  const { store, start, world, ids } = fiveRuns();
  const facets = store.history.facets();
  expect(facets.plans).toEqual([
    { value: 'backup', label: 'backup', runs: 3 },
    { value: 'rotate-keys', label: 'rotate-keys', runs: 2 },
  ]);
  expect(facets.sessions.map(({ label, runs }) => [label, runs])).toEqual([
    ['ops', 3],
    ['drills', 2],
  ]);
  expect(facets).toMatchObject({ operators: [{ value: 'o', runs: 5 }], since: start, total: 5 });

  const empty = store.sessions.create('empty', start + 60 * MINUTE);
  const rows = store.sessions.overview({ archived: false });
  expect(rows.map((row) => row.name)).toEqual(['empty', 'ops', 'drills']);
  expect(rows[0]).toEqual({ ...empty, counts: {}, activeAt: start + 60 * MINUTE });
  expect(rows[1]).toMatchObject({
    counts: { succeeded: 1, canceled: 1, queued: 1 },
    activeAt: start + 12 * MINUTE + 1000,
  });

  world.mustClaim({ runId: ids[4] });
  const metrics = store.history.metrics(start + 10 * MINUTE);
  expect(metrics).toMatchObject({ active: 1, queued: 0 });
  expect(metrics.success).toEqual({
    rate: 1 / 3,
    passed: 1,
    ended: 3,
    days: [null, null, null, null, null, null, 1 / 3],
  });
  expect(metrics.runTime).toMatchObject({ medianMs: 2 * MINUTE, p95Ms: 3 * MINUTE });
  expect(metrics.activity).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 3]);
  expect(store.history.medianDuration('rotate-keys')).toBe(3 * MINUTE);
  expect(store.history.medianDuration('backup')).toBeNull();
});

test('proofs are counted as steps settle, are undone and settle again', () => {
  const { world, store } = openWorld();
  const runId = world.queue();
  const set = (index: number, change: Partial<StepSummary>) => {
    const step = store.runs.steps(runId)[index];
    if (step === undefined) throw new Error('no step');
    const outcome = store.runs.append({
      runId,
      expectedSeq: world.lastSeq(runId),
      events: [{ type: 'run.requeued', at: 1, actor: { kind: 'worker', name: 'w' }, data: { reason: '' } }],
      summary: world.get(runId),
      steps: [{ ...step, ...change }],
    });
    expect(outcome.ok).toBe(true);
    return store.history.row(runId)?.proofs;
  };
  expect(set(0, { status: 'settled', verdict: 'verified' })).toEqual({ verified: 1, total: 2 });
  expect(set(0, { tries: 2 })).toEqual({ verified: 1, total: 2 });
  expect(set(1, { status: 'settled', verdict: 'skipped' })).toEqual({ verified: 1, total: 1 });
  expect(set(1, { verdict: 'failed' })).toEqual({ verified: 1, total: 2 });
  expect(set(0, { undo: 'restored' })).toEqual({ verified: 0, total: 2 });
  world.mustClaim();
  world.move(runId, 'finished', { summary: { finishedAt: world.now() } });
  expect(store.history.metrics(world.now()).proofs).toMatchObject({ verified: 0, rejected: 1 });
});

test('a running run is shown by what its steps do', () => {
  const { world, store } = openWorld();
  const runId = world.queue();
  world.mustClaim();
  world.move(runId, 'running');
  const shown = (status: StepSummary['status']) => {
    const run = world.get(runId);
    const [step] = store.runs.steps(runId);
    if (step === undefined || run.owner === null) throw new Error('not running');
    store.runs.append({
      runId,
      expectedSeq: world.lastSeq(runId),
      fence: { owner: run.owner, generation: run.generation },
      events: [{ type: 'step.started', at: 1, actor: { kind: 'worker', name: 'w' }, data: { stepId: step.id } }],
      summary: run,
      steps: [{ ...step, status }],
    });
    return store.history.row(runId)?.status;
  };
  for (const status of ['acting', 'verifying', 'doubt'] as const) {
    expect(shown(status)).toBe(runStatus(world.get(runId), status));
  }
});
