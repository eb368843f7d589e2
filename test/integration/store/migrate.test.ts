import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { listBackups } from '#main/store/backup.ts';
import { MIGRATIONS } from '#main/store/migrations/all.ts';
import type { Migration } from '#main/store/migrations/migration.ts';
import { openStore } from '#main/store/open-store.ts';
import type { RunId } from '#shared/run/ids.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { startChild } from './child.ts';
import { notesMigration } from './notes-migration.ts';

const VERSION_1 = readFileSync(new URL('fixtures/version-1.sql', import.meta.url), 'utf8');

/** A data folder as the first release left it. */
function versionOne(): string {
  const dataDir = tempFolder();
  const db = new Database(join(dataDir, 'opsroom.db'));
  db.pragma('journal_mode = wal');
  db.exec(VERSION_1);
  db.close();
  return dataDir;
}

function open(dataDir: string, migrations: readonly Migration[]) {
  const store = openStore({ dataDir, clock: new ManualClock(), migrations });
  onTestFinished(() => store.close());
  return store;
}

function query(file: string, sql: string): unknown {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare(sql).pluck().get();
  } finally {
    db.close();
  }
}

test('the migrations are numbered from one without gaps', () => {
  expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});

test('a database of version 1 opens with all that is in it', () => {
  const store = open(versionOne(), MIGRATIONS);
  expect(store.damage).toBeNull();
  expect(store.runs.list({}).map((run) => [run.number, run.execution, run.waitingFor])).toEqual([
    [2, 'queued', null],
    [1, 'waiting', 'approval'],
  ]);
  for (const run of store.runs.list({})) {
    expect(store.runs.events(run.runId).length).toBe(run.number === 1 ? 4 : 1);
    expect(store.plans.get(run.planDigest)?.name).toBe('sample');
    expect(store.runs.steps(run.runId)).toHaveLength(2);
  }
});

test('a database of version 1 that is only read shows all that is in it, and stays as it is', () => {
  const dataDir = versionOne();
  const path = join(dataDir, 'opsroom.db');
  const before = readFileSync(path);
  const store = openStore({ dataDir, clock: new ManualClock(), mode: 'read-only' });
  expect(store.runs.list({ status: ['queued', 'waiting'] }).map((run) => [run.number, run.paused])).toEqual([
    [2, false],
    [1, false],
  ]);
  expect(store.lanes.policies().A).toEqual({ held: false, reserved: false, changedBy: null, changedAt: null });
  expect(store.runs.events(store.runs.list({})[0]?.runId ?? ('' as RunId))).toHaveLength(1);
  store.close();
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a new database has the schema that migrations from version 1 lead to', () => {
  const schema = (dataDir: string) => {
    open(dataDir, MIGRATIONS).close();
    const db = new Database(join(dataDir, 'opsroom.db'), { readonly: true });
    const rows = db.prepare('select type, name, sql from sqlite_schema order by type, name').all() as {
      readonly sql: string | null;
    }[];
    db.close();
    return rows.map((row) => ({ ...row, sql: row.sql?.replaceAll(/\s+/g, ' ') }));
  };
  expect(schema(versionOne())).toEqual(schema(tempFolder()));
});

test('a migration is preceded by a backup that stands alone', () => {
  const dataDir = versionOne();
  const store = open(dataDir, [...MIGRATIONS, notesMigration]);
  expect(store.runs.list({})).toHaveLength(2);
  store.close();
  expect(query(join(dataDir, 'opsroom.db'), 'select user_version from pragma_user_version')).toBe(
    notesMigration.version,
  );
  expect(query(join(dataDir, 'opsroom.db'), 'select count(*) from notes')).toBe(2);

  const [backup, ...others] = listBackups(dataDir);
  expect(others).toEqual([]);
  expect(backup).toMatchObject({
    version: 1,
    file: join(dataDir, 'backups', 'opsroom-v1-2026-01-01T00-00-00-000Z.db'),
  });
  expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(1);
  expect(statSync(join(dataDir, 'backups')).mode & 0o777).toBe(0o700);
  expect(statSync(backup?.file ?? '').mode & 0o777).toBe(0o600);

  // What a person would do to go back: the file alone is the database.
  const restored = join(tempFolder(), 'restored');
  mkdirSync(restored);
  const source = new Database(backup?.file);
  source.exec(`vacuum into '${join(restored, 'opsroom.db')}'`);
  source.close();
  expect(open(restored, MIGRATIONS).runs.list({})).toHaveLength(2);
});

test('a migration that fails leaves the database as it was', () => {
  const dataDir = versionOne();
  const failing: Migration = {
    version: notesMigration.version,
    name: 'failing',
    up(db) {
      db.exec('create table half (x integer) strict; delete from steps');
      throw new Error('half way');
    },
  };
  const orphaning: Migration = {
    version: notesMigration.version,
    name: 'orphaning',
    up(db) {
      db.exec('pragma defer_foreign_keys = on; delete from plans');
    },
  };
  expect(() => open(dataDir, [...MIGRATIONS, failing])).toThrow('half way');
  expect(() => open(dataDir, [...MIGRATIONS, orphaning])).toThrow(expect.objectContaining({ code: 'store.migration' }));
  const store = open(dataDir, MIGRATIONS);
  expect(store.runs.list({}).flatMap((run) => store.runs.steps(run.runId))).toHaveLength(4);
  expect(query(join(dataDir, 'opsroom.db'), `select count(*) from sqlite_schema where name = 'half'`)).toBe(0);
});

test('processes that migrate at the same time do it once, with one backup', async () => {
  const dataDir = versionOne();
  const children = Array.from({ length: 3 }, () => startChild('open-store.ts', dataDir, 'more'));
  await Promise.all(children.map((child) => child.line()));
  for (const child of children) child.send('go');
  const answers = await Promise.all(children.map((child) => child.line()));
  expect(new Set(answers).size).toBe(1);
  for (const child of children) child.send('end');
  expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0]);
  expect(listBackups(dataDir).map((backup) => backup.version)).toEqual([1]);
  expect(query(join(dataDir, 'opsroom.db'), 'select count(*) from notes')).toBe(2);
});

test('a database that turns out to be damaged by its backup is not migrated', () => {
  const dataDir = versionOne();
  const path = join(dataDir, 'opsroom.db');
  const db = new Database(path);
  // A row that the schema does not allow: nothing but the full check of the copy sees it.
  db.exec(`pragma ignore_check_constraints = on; update runs set lane = 'Z' where number = 1`);
  db.close();
  const before = readFileSync(path);
  const warnings: string[] = [];
  const store = openStore({
    dataDir,
    clock: new ManualClock(),
    migrations: [...MIGRATIONS, notesMigration],
    onWarning: (message) => warnings.push(message),
  });
  expect(store.damage).toMatchObject({ code: 'store.damaged', message: expect.stringContaining('not sound') });
  expect(warnings).toHaveLength(1);
  expect(store.runs.list({})).toHaveLength(2);
  store.close();
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(listBackups(dataDir)).toEqual([]);
  expect(existsSync(join(dataDir, 'backups')) && readdirSync(join(dataDir, 'backups'))).toEqual([]);
});
