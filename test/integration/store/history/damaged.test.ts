import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { HistoryStore } from '#main/engine/ports/history.ts';
import { openStore } from '#main/store/open-store.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { manyRuns } from '#test/helpers/many-runs.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const COUNT = 2500;
const PAGE = 4096;

/** A folder with many runs of which some pages of one table or index are overwritten, and which was not closed in order. */
function damaged(name: string, pick: (pages: readonly number[]) => readonly number[]): string {
  const dataDir = tempFolder();
  manyRuns(dataDir, COUNT);
  const path = join(dataDir, 'opsroom.db');
  const db = new Database(path);
  const pages = db
    .prepare<[string], number>(`select pageno from dbstat where name = ? and pagetype = 'leaf' order by pageno`)
    .pluck()
    .all(name);
  db.exec(`insert into openings (id, host, pid, boot_at, opened_at) values ('gone', 'elsewhere', 1, 0, 0)`);
  db.close();
  const file = openSync(path, 'r+');
  for (const page of pick(pages)) writeSync(file, Buffer.alloc(PAGE, 0x5a), 0, PAGE, (page - 1) * PAGE);
  closeSync(file);
  return dataDir;
}

function read(dataDir: string): { readonly history: HistoryStore; readonly total: number } {
  const store = openStore({ dataDir, clock: new ManualClock() });
  onTestFinished(() => store.close());
  expect(store.damage?.code).toBe('store.damaged');
  const sort = { by: 'number', descending: true } as const;
  const { rows, total } = store.history.window({ filter: {}, sort, offset: 0, limit: 20 });
  expect(rows[0]).toMatchObject({ run: { number: COUNT }, status: expect.any(String) });
  return { history: store.history, total };
}

test('of damaged runs those that can be read are listed', () => {
  const { total } = read(damaged('runs', (pages) => pages.slice(10, 12)));
  expect(total).toBeLessThan(COUNT);
  expect(total).toBeGreaterThan(COUNT - 100);
});

test.each(['events', 'steps', 'sqlite_autoindex_events_1', 'topics'])(
  'runs are listed, counted and searched by name when %s is damaged',
  (name) => {
    const { history, total } = read(damaged(name, (pages) => pages));
    expect(total).toBe(COUNT);
    expect(history.stats({}).total).toBe(COUNT);
    expect(history.facets().plans.length).toBeGreaterThan(10);
    expect(history.ids({ text: 'rotate' }, 10)).toHaveLength(10);
  },
);
