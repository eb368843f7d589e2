import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { Connection } from '#main/store/connection.ts';
import { openStore } from '#main/store/open-store.ts';
import { BLOCKING_LOCK, FIRST_OF_GROUP, FRONT_OF_LIST, NEXT_GROUP, NEXT_LIST, pickRun } from '#main/store/run-queue.ts';
import { StoreWorld } from '#test/conformance/store/store-world.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

function folder() {
  const dataDir = tempFolder();
  const store = openStore({ dataDir, clock: new ManualClock() });
  const world = new StoreWorld({ now: () => 5, open: () => store });
  const db = new Database(join(dataDir, 'opsroom.db'));
  onTestFinished(() => {
    db.close();
    store.close();
  });
  return { world, db };
}

/** Multiplies the newest run of the folder; queueing so many one by one would sync the disk ten thousand times. */
function multiply(db: Database.Database, count: number, lockOf: (i: number) => readonly string[]): void {
  const columns = (db.pragma('table_info(runs)') as { readonly name: string }[]).map(({ name }) => name);
  const values = columns.map((name) => {
    if (name === 'number' || name === 'queue_rank') return 'number + @i';
    return name === 'id' ? `id || '#' || @i` : name;
  });
  const number = db.prepare('select max(number) from runs').pluck().get();
  const run = db.prepare(
    `insert into runs (${columns.join(', ')}) select ${values.join(', ')} from runs where number = @number`,
  );
  const lock = db.prepare(
    `insert into run_locks (run_id, lock) select id || '#' || @i, @lock from runs where number = @number`,
  );
  db.transaction(() => {
    for (let i = 1; i <= count; i += 1) {
      run.run({ i, number });
      for (const name of lockOf(i)) lock.run({ i, number, lock: name });
    }
  })();
}

class CountingConnection extends Connection {
  statements = 0;

  override get<Row>(...args: Parameters<Connection['get']>): Row | undefined {
    this.statements += 1;
    return super.get<Row>(...args);
  }

  override all<Row>(...args: Parameters<Connection['all']>): Row[] {
    this.statements += 1;
    return super.all<Row>(...args);
  }

  override run(...args: Parameters<Connection['run']>): number {
    this.statements += 1;
    return super.run(...args);
  }
}

test('every look-up of a claim goes through an index', () => {
  const { db } = folder();
  const plan = (sql: string) =>
    (db.prepare(`explain query plan ${sql}`).all(...Array(sql.split('?').length - 1).fill('')) as { detail: string }[])
      .map((row) => row.detail)
      .join('; ');
  for (const sql of [FRONT_OF_LIST, NEXT_LIST, NEXT_GROUP, FIRST_OF_GROUP]) {
    expect(plan(sql)).toMatch(/^SEARCH runs USING (COVERING )?INDEX runs_queue_\w+ \(.*\)$/);
  }
  expect(plan(BLOCKING_LOCK)).toMatch(/^SEARCH wanted USING PRIMARY KEY \(run_id=\?\); SEARCH held USING PRIMARY KEY/);
});

test.each([
  ['want a busy lane', 'busy', () => []],
  ['want a busy lane and locks of their own', 'busy', (i: number) => [`own-${i}`]],
  ['want a lock that is held', 'other', () => ['db']],
  ['want a lock that is held, and one of their own', 'other', (i: number) => ['db', `own-${i}`]],
])('ten thousand runs that %s cost a claim next to nothing', (_name, session, lock) => {
  const { world, db } = folder();
  const holder = world.queue({ session: 'busy', lane: 'A', locks: ['db'] });
  world.queue({ session, lane: 'A', locks: lock(0) });
  multiply(db, 10_000, lock);
  expect(world.mustClaim().runId).toBe(holder);
  expect(db.prepare(`select count(*) from runs where execution = 'queued'`).pluck().get()).toBe(10_001);
  // The first look files what waits for a lock; from then on nobody looks at it again.
  expect(world.claim()).toBeUndefined();

  const counting = new CountingConnection(db, { writable: true, damage: null });
  expect(counting.write(() => pickRun(counting))).toBeUndefined();
  expect(counting.statements).toBeLessThan(40);

  const runnable = world.queue({ session: 'free' });
  counting.statements = 0;
  expect(counting.write(() => pickRun(counting))?.run.id).toBe(runnable);
  expect(counting.statements).toBeLessThan(40);
  world.mustClaim();

  world.move(holder, 'finished');
  counting.statements = 0;
  expect(counting.write(() => pickRun(counting))?.run).toMatchObject({ number: 2 });
  expect(counting.statements).toBeLessThan(40);
});
