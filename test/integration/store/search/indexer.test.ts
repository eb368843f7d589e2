import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#main/kernel/clock.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import { createLogStore } from '#main/store/logs/log-store.ts';
import { openStore } from '#main/store/open-store.ts';
import { type Indexer, startIndexer } from '#main/store/search/indexer.ts';
import type { ActReport } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import { makePlan, type StoreWorld } from '#test/conformance/store/store-world.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { openWorld } from '../open-world.ts';

const MEGABYTE = 1_048_576;

function start(world: ReturnType<typeof openWorld>): Indexer {
  const indexer = startIndexer({
    store: world.store,
    logs: createLogStore({ dataDir: world.dataDir }),
    dataDir: world.dataDir,
    clock: systemClock,
    onWarning(message) {
      throw new Error(message);
    },
  });
  onTestFinished(() => indexer.stop());
  return indexer;
}

function find(store: StoreWorld['store'], text: string) {
  const { rows, total, textIncomplete } = store.history.window({
    filter: { text },
    sort: { by: 'number', descending: false },
    offset: 0,
    limit: 10,
  });
  expect(total).toBe(rows.length);
  return { numbers: rows.map((row) => row.run.number), hits: rows.map((row) => row.hit), textIncomplete };
}

/** A run that printed a text and ended. */
async function ended(
  { world, dataDir }: ReturnType<typeof openWorld>,
  output: string,
  { plan = makePlan(), reason = '' } = {},
): Promise<RunId> {
  const runId = world.queue({ plan });
  world.mustClaim({ runId });
  const writer = createLogStore({ dataDir }).open(
    { runId, stepId: 'one', try: 1, undo: false },
    { width: 80, height: 24 },
  );
  await writer.write(Buffer.from(output));
  const log = await writer.close(0);
  const run = world.get(runId);
  if (run.owner === null) throw new Error('not claimed');
  const report: ActReport = {
    ok: true,
    stopped: false,
    error: null,
    result: {},
    outputs: {},
    artifacts: [],
    log,
    call: {},
    tool: { kind: 'shell', name: 'shell', version: '1' },
    startedAt: 1,
    durationMs: 1,
  };
  world.store.runs.append({
    runId,
    expectedSeq: 2,
    fence: { owner: run.owner, generation: run.generation },
    events: [
      {
        type: 'act.finished',
        at: 1,
        actor: { kind: 'worker', name: 'w' },
        data: { stepId: 'one', try: 1, undo: false, ...report },
      },
    ],
    summary: { ...run, execution: 'finished', verification: 'failed', reason },
    steps: world.store.runs.steps(runId).map((step) => ({ ...step, reason: step.index === 1 ? reason : '' })),
  });
  return runId;
}

test('texts of ended runs are found in logs, reasons and plans, with where they are', async () => {
  const w = openWorld();
  await ended(w, 'starting\r\n\u001B[31mConnection refused\u001B[0m by db-7\r\ndone\r\n', {
    reason: 'two: exit code 75',
  });
  await ended(w, 'all well\n', { plan: makePlan('other', ['one', 'three']) });
  w.world.queue();
  expect(find(w.store, 'refused')).toEqual({ numbers: [], hits: [], textIncomplete: true });
  expect(w.store.history.textIndex()).toEqual({ status: 'absent', behind: 7, cutLogs: 0 });

  await start(w).caughtUp();
  expect(w.store.history.textIndex()).toEqual({ status: 'complete', behind: 0, cutLogs: 0 });
  expect(find(w.store, 'REFUSED conn')).toEqual({
    numbers: [1],
    hits: [{ where: 'log', stepId: 'one', excerpt: 'Connection refused by db-7' }],
    textIncomplete: false,
  });
  expect(find(w.store, 'exit 75').hits).toEqual([{ where: 'step', stepId: null, excerpt: 'two: exit code 75' }]);
  // A plan's words find the run that is queued as well.
  expect(find(w.store, 'two.txt')).toMatchObject({ numbers: [1, 3] });
  expect(find(w.store, 'three').hits).toEqual([{ where: 'step', stepId: 'three', excerpt: 'three' }]);
  expect(find(w.store, 'other').hits).toEqual([null]);
  expect(find(w.store, 'R-2 well').hits).toEqual([{ where: 'log', stepId: 'one', excerpt: 'all well' }]);
  expect(find(w.store, 'refused well').numbers).toEqual([]);
  for (const odd of ['"', '*', 'NEAR(a', 'refused OR well', 'text:', "x'y", '^', '\\']) find(w.store, odd);
});

test('what ends later, also in another process, is taken in while the indexer runs', async () => {
  const w = openWorld();
  const indexer = start(w);
  await indexer.caughtUp();
  await ended(openWorld(w.dataDir), 'zebra crossing\n');
  await indexer.caughtUp();
  expect(find(w.store, 'zebra').numbers).toEqual([1]);
});

test('an indexer goes on where another was stopped, and two of them do it once', async () => {
  const w = openWorld();
  await ended(w, 'alpha\n');
  await start(w).stop();
  await ended(w, 'beta\n');
  const both = [start(w), start(openWorld(w.dataDir))];
  await Promise.all(both.map((indexer) => indexer.caughtUp()));
  expect(find(w.store, 'alpha').numbers).toEqual([1]);
  expect(find(w.store, 'beta').numbers).toEqual([2]);
  await Promise.all(both.map((indexer) => indexer.stop()));
  const db = new Database(join(w.dataDir, 'search.db'), { readonly: true });
  expect(db.prepare(`select count(*) from pieces where kind = 'log'`).pluck().get()).toBe(2);
  expect(db.prepare('select boot_at from progress').pluck().get()).toBeNull();
  db.close();
});

test('of a long log the beginning and the end are searched, and the answer says that it is not all', async () => {
  const w = openWorld();
  const filler = 'x'.repeat(79);
  const body = Array.from({ length: MEGABYTE / 80 }, (_, i) => (i === 6000 ? 'middleword' : filler)).join('\n');
  await ended(w, `firstword\n${body}\nlastword\n`);
  await start(w).caughtUp();
  expect(find(w.store, 'firstword')).toMatchObject({ numbers: [1], textIncomplete: true });
  expect(find(w.store, 'lastword').hits).toEqual([{ where: 'log', stepId: 'one', excerpt: 'lastword' }]);
  expect(find(w.store, 'middleword').numbers).toEqual([]);
  expect(w.store.history.textIndex().cutLogs).toBe(1);
});

test('a reason that changes after the end is found by its new words only', async () => {
  const w = openWorld();
  const runId = await ended(w, 'out\n', { reason: 'oldreason' });
  const indexer = start(w);
  await indexer.caughtUp();
  w.store.runs.append({
    runId,
    expectedSeq: 3,
    events: [{ type: 'run.requeued', at: 1, actor: { kind: 'worker', name: 'w' }, data: { reason: '' } }],
    summary: { ...w.world.get(runId), reason: 'newreason' },
    steps: w.store.runs.steps(runId).map((step) => ({ ...step, reason: '' })),
  });
  await indexer.caughtUp();
  expect(find(w.store, 'oldreason').numbers).toEqual([]);
  expect(find(w.store, 'newreason').numbers).toEqual([1]);
  expect(find(w.store, 'out').numbers).toEqual([1]);
});

test('the typed text of a plan is searched, comments included', async () => {
  const w = openWorld();
  const plan = makePlan('commented');
  const digest = jsonDigest(plan);
  w.store.plans.put(plan, digest, 1);
  const document = w.store.library.create({ name: 'commented', title: 'c', origin: 'new', text: '# typedcomment' }, 1);
  w.store.library.publish(
    document.id,
    { text: '# typedcomment', name: 'commented', title: 'c', digest, version: '1.0.0', by: 'o' },
    document.textDigest,
    2,
  );
  await ended(w, 'x\n', { plan });
  await start(w).caughtUp();
  expect(find(w.store, 'typedcomment').hits).toEqual([{ where: 'plan', stepId: null, excerpt: '# typedcomment' }]);
});

test('an index that is damaged, of another release, or was torn by a power cut is built anew; searches never fail', async () => {
  const w = openWorld();
  await ended(w, 'survivor\n');
  const file = join(w.dataDir, 'search.db');
  const rebuilt = async () => {
    const indexer = start(w);
    await indexer.caughtUp();
    expect(find(w.store, 'survivor').numbers).toEqual([1]);
    await indexer.stop();
  };
  await rebuilt();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const sound = readFileSync(file);

  for (const spoil of [
    () => writeFileSync(file, 'not a database, but long enough to look like one'.repeat(100)),
    () => writeFileSync(file, Buffer.concat([sound.subarray(0, 4096), Buffer.alloc(sound.length - 4096, 7)])),
    () => change(file, 'pragma user_version = 99'),
    () => change(file, 'update progress set boot_at = 1; delete from words'),
  ]) {
    spoil();
    expect(() => find(w.store, 'survivor')).not.toThrow();
    await rebuilt();
  }
});

function change(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

test('nothing is written to the database itself, and a read-only store searches too', async () => {
  const w = openWorld();
  await ended(w, 'needle\n');
  const hash = () =>
    createHash('sha256')
      .update(readFileSync(join(w.dataDir, 'opsroom.db-wal')))
      .digest('hex');
  const before = hash();
  const indexer = start(w);
  await indexer.caughtUp();
  await indexer.stop();
  expect(hash()).toBe(before);
  const reader = openStore({ dataDir: w.dataDir, clock: systemClock, mode: 'read-only' });
  expect(find(reader, 'needle').numbers).toEqual([1]);
  reader.close();
  const fresh = openStore({ dataDir: tempFolder(), clock: systemClock });
  expect(find(fresh, 'needle')).toMatchObject({ numbers: [], textIncomplete: false });
  fresh.close();
  expect(existsSync(join(w.dataDir, 'backups'))).toBe(false);
});
