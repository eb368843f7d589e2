import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { Connection } from '#main/store/connection.ts';
import { APPLICATION_ID } from '#main/store/migrations/all.ts';
import { type OpenedStore, openStore, type StoreOptions } from '#main/store/open-store.ts';
import { applyPragmas, assertSqliteVersion, PRAGMAS } from '#main/store/pragmas.ts';
import { StoreWorld } from '#test/conformance/store/store-world.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { startChild } from './child.ts';

const withCode = (code: string) => expect.objectContaining({ code });

function open(dataDir: string, options: Partial<StoreOptions> = {}): OpenedStore {
  const store = openStore({ dataDir, clock: new ManualClock(), ...options });
  onTestFinished(() => store.close());
  return store;
}

function filled(dataDir: string, runs = 3): { readonly store: OpenedStore; readonly world: StoreWorld } {
  const store = open(dataDir);
  const world = new StoreWorld({ now: () => 5, open: () => store });
  for (let i = 0; i < runs; i += 1) world.queue();
  return { store, world };
}

/** A folder whose last process was killed. */
async function killed(): Promise<string> {
  const dataDir = tempFolder();
  const child = startChild('append-until-killed.ts', dataDir);
  for (let i = 0; i < 50; i += 1) await child.line();
  child.process.kill('SIGKILL');
  expect(await child.ended).toBe('SIGKILL');
  return dataDir;
}

test('makes a folder and a database that only their owner can read', () => {
  const dataDir = join(tempFolder(), 'new', 'data');
  open(dataDir);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  for (const file of ['opsroom.db', 'opsroom.db-wal', 'opsroom.db-shm', 'opsroom.wake']) {
    expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
  }
});

test('sets and asserts the pragmas on every connection, also on one that finds a WAL database', () => {
  const file = join(tempFolder(), 'x.db');
  const first = new Database(file);
  applyPragmas(first, 'read-write');
  const second = new Database(file);
  // The reason for asserting: what a later connection gets by default is not what the first one had.
  expect(second.pragma('synchronous', { simple: true })).toBe(1);
  applyPragmas(second, 'read-write');
  expect(second.pragma('synchronous', { simple: true })).toBe(2);
  for (const [name, , value] of PRAGMAS) expect(second.pragma(name, { simple: true })).toBe(value);
  const reader = new Database(file, { readonly: true });
  applyPragmas(reader, 'read-only');
  for (const [name, , value] of PRAGMAS) expect(reader.pragma(name, { simple: true })).toBe(value);
  for (const db of [first, second, reader]) db.close();
});

test('refuses a database that cannot have a write-ahead log', () => {
  const db = new Database(':memory:');
  expect(() => applyPragmas(db, 'read-write')).toThrow(withCode('store.pragma'));
  db.close();
});

test('asserts the release of SQLite', () => {
  for (const good of ['3.51.3', '3.52.0', '3.54.1', '4.0.0']) assertSqliteVersion(good);
  for (const bad of ['3.51.2', '3.40.1', '2.99.99']) {
    expect(() => assertSqliteVersion(bad)).toThrow(withCode('store.sqlite-version'));
  }
});

test('reads without writing', () => {
  const dataDir = tempFolder();
  expect(() => open(dataDir, { mode: 'read-only' })).toThrow(withCode('store.missing'));
  const { store, world } = filled(dataDir);
  const reader = open(dataDir, { mode: 'read-only' });
  expect(reader.mode).toBe('read-only');
  expect(reader.damage).toBeNull();
  expect(reader.runs.list({})).toEqual(store.runs.list({}));
  expect(() => reader.sessions.ensure('new', 1)).toThrow(withCode('store.read-only'));
  world.queue();
  expect(reader.runs.list({})).toHaveLength(4);
});

test('refuses a database of a later release, and leaves it as it is', () => {
  const dataDir = tempFolder();
  filled(dataDir).store.close();
  const file = join(dataDir, 'opsroom.db');
  const db = new Database(file);
  db.pragma('user_version = 99');
  db.close();
  const before = readFileSync(file);
  for (const mode of ['read-write', 'read-only'] as const) {
    expect(() => open(dataDir, { mode })).toThrow(
      expect.objectContaining({ code: 'store.newer', hint: expect.stringContaining('newer release') }),
    );
  }
  expect(readFileSync(file).equals(before)).toBe(true);
});

test.each([
  [
    'its log',
    (dataDir: string) => copyFileSync(join(dataDir, 'opsroom.db-wal'), join(dataDir, 'kept')),
    'opsroom.db-wal',
  ],
  ['a backup', (dataDir: string) => file(join(dataDir, 'backups'), 'opsroom-v1-2026.db'), 'backups'],
  ['logs of runs', (dataDir: string) => file(join(dataDir, 'logs', 'run-1'), 'a.cast'), 'logs'],
  ['workspaces', (dataDir: string) => mkdirSync(join(dataDir, 'workspaces', 's'), { recursive: true }), 'workspaces'],
])('does not start anew where the database is gone but %s is there', (_name, leave, trace) => {
  const dataDir = tempFolder();
  const { store } = filled(dataDir);
  leave(dataDir);
  store.close();
  rmSync(join(dataDir, 'opsroom.db'));
  if (trace === 'opsroom.db-wal') copyFileSync(join(dataDir, 'kept'), join(dataDir, 'opsroom.db-wal'));
  for (const mode of ['read-write', 'read-only'] as const) {
    expect(() => open(dataDir, { mode })).toThrow(
      expect.objectContaining({ code: 'store.missing', details: { traces: [trace] } }),
    );
  }
  expect(() => statSync(join(dataDir, 'opsroom.db'))).toThrow('ENOENT');
  // An emptied file is as gone as a removed one.
  writeFileSync(join(dataDir, 'opsroom.db'), '');
  expect(() => open(dataDir)).toThrow(withCode('store.missing'));
});

test('starts anew in a folder that only has the log file of a process', () => {
  const dataDir = tempFolder();
  file(join(dataDir, 'logs'), 'opsroom.log');
  expect(open(dataDir).mode).toBe('read-write');
});

test('says what is wrong with a folder that cannot be written', () => {
  const dataDir = tempFolder();
  writeFileSync(join(dataDir, 'taken'), '');
  expect(() => open(join(dataDir, 'taken'))).toThrow(withCode('store.io'));
});

test.each([
  ['its first bytes are other ones', (path: string) => overwrite(path, 0, 'garbage garbage!')],
  ['it is text', (path: string) => writeFileSync(path, 'not a database at all')],
  ['it belongs to another program', (path: string) => overwrite(path, 68, '\x01\x02\x03\x04')],
  ['it was cut off', (path: string) => truncateSync(path, 4096 * 3)],
])('opens a damaged database for reading only, and never changes it: %s', (_name, damage) => {
  const dataDir = tempFolder();
  filled(dataDir).store.close();
  const path = join(dataDir, 'opsroom.db');
  damage(path);
  const before = readFileSync(path);
  const warnings: string[] = [];
  const store = open(dataDir, { onWarning: (message) => warnings.push(message) });
  expect(store.mode).toBe('read-only');
  expect(store.damage).toMatchObject({ code: 'store.damaged', hint: expect.stringContaining('backup') });
  expect(warnings.join()).toContain('damaged');
  expect(() => store.instances.retire('x' as never)).toThrow(withCode('store.read-only'));
  store.close();
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('does not let the log mend a database whose first bytes were overwritten', () => {
  const dataDir = tempFolder();
  filled(dataDir);
  const copy = tempFolder();
  for (const name of ['opsroom.db', 'opsroom.db-wal']) copyFileSync(join(dataDir, name), join(copy, name));
  overwrite(join(copy, 'opsroom.db'), 0, 'garbage garbage!');
  const before = readFileSync(join(copy, 'opsroom.db'));
  const store = open(copy);
  expect(store.damage?.message).toContain('first bytes');
  // Its log has everything, and is read.
  expect(store.runs.list({})).toHaveLength(3);
  store.close();
  expect(readFileSync(join(copy, 'opsroom.db')).equals(before)).toBe(true);
});

test('reads what can be read of a database of another program id', () => {
  const dataDir = tempFolder();
  filled(dataDir).store.close();
  overwrite(join(dataDir, 'opsroom.db'), 68, '\x01\x02\x03\x04');
  const store = open(dataDir);
  expect(store.damage?.message).toContain('another program');
  expect(store.runs.list({})).toHaveLength(3);
});

test('says that a run of a damaged database cannot be read', () => {
  const dataDir = tempFolder();
  writeFileSync(join(dataDir, 'opsroom.db'), 'not a database at all');
  const store = open(dataDir);
  expect(() => store.runs.list({})).toThrow(withCode('store.damaged'));
});

test('checks the pages after an unclean stop, and only then', async () => {
  const dataDir = await killed();
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(message);
  const store = open(dataDir, { onWarning });
  expect(warnings).toEqual([expect.stringContaining('did not stop in good order')]);
  expect(store.mode).toBe('read-write');
  // A second one beside it sees a process that is alive.
  open(dataDir, { onWarning }).close();
  store.close();
  open(dataDir, { onWarning });
  expect(warnings).toHaveLength(1);
});

test.each([
  ['of a process that had our id', hostname(), process.pid, 0],
  ['of an earlier start of the machine', hostname(), process.ppid, -3_600_000],
  ['of another host', 'elsewhere', process.ppid, 0],
])('takes an opening %s for one that did not end in good order', (_name, host, pid, shift) => {
  const dataDir = tempFolder();
  filled(dataDir).store.close();
  const clock = new ManualClock();
  const db = new Database(join(dataDir, 'opsroom.db'));
  const boot = Math.round(clock.now() - uptime() * 1000) + shift;
  db.prepare('insert into openings values (?, ?, ?, ?, ?)').run('left', host, pid, boot, 1);
  db.close();
  const warnings: string[] = [];
  open(dataDir, { clock, onWarning: (message) => warnings.push(message) }).close();
  expect(warnings).toEqual([expect.stringContaining('did not stop in good order')]);
  open(dataDir, { clock, onWarning: (message) => warnings.push(message) });
  expect(warnings).toHaveLength(1);
});

test('finds a smashed page after an unclean stop', async () => {
  const dataDir = await killed();
  const path = join(dataDir, 'opsroom.db');
  const db = new Database(path);
  db.pragma('wal_checkpoint(truncate)');
  const page = Number(db.prepare(`select rootpage from sqlite_schema where name = 'steps'`).pluck().get());
  db.close();
  overwrite(path, (page - 1) * 4096, '\xff'.repeat(200));
  const before = readFileSync(path);
  const store = open(dataDir);
  expect(store.damage?.message).toMatch(/damaged: .*(tree|page)/i);
  expect(store.runs.list({})).toHaveLength(1);
  expect(store.runs.events(store.runs.list({})[0]?.runId as never).length).toBeGreaterThan(50);
  expect(() => store.sessions.ensure('new', 1)).toThrow(withCode('store.read-only'));
  store.close();
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('stops writing once a page turns out to be damaged later', () => {
  const dataDir = tempFolder();
  const { store } = filled(dataDir);
  const [run] = store.runs.list({});
  const db = new Database(join(dataDir, 'opsroom.db'));
  db.pragma('wal_checkpoint(truncate)');
  const page = Number(db.prepare(`select rootpage from sqlite_schema where name = 'steps'`).pluck().get());
  db.close();
  store.close();
  overwrite(join(dataDir, 'opsroom.db'), (page - 1) * 4096, '\xff'.repeat(200));
  const again = open(dataDir);
  expect(again.mode).toBe('read-write');
  expect(() => again.runs.steps(run?.runId as never)).toThrow(withCode('store.damaged'));
  expect(again.mode).toBe('read-only');
  expect(again.damage?.code).toBe('store.damaged');
  expect(() => again.sessions.ensure('new', 1)).toThrow(withCode('store.read-only'));
});

test('is made once when processes open a new folder at the same time', async () => {
  const dataDir = join(tempFolder(), 'data');
  const children = Array.from({ length: 4 }, () => startChild('open-store.ts', dataDir));
  await Promise.all(children.map((child) => child.line()));
  for (const child of children) child.send('go');
  const answers = await Promise.all(children.map((child) => child.line()));
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^read-write /);
  for (const child of children) child.send('end');
  expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0, 0]);
  const db = new Database(join(dataDir, 'opsroom.db'), { readonly: true });
  expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
  expect(db.prepare('select count(*) from openings').pluck().get()).toBe(0);
  db.close();
});

test('says that the database stays locked, and that the disk is full', () => {
  const file = join(tempFolder(), 'x.db');
  const other = new Database(file);
  applyPragmas(other, 'read-write');
  other.exec('create table t (x) strict'.replace('(x)', '(x integer)'));
  const db = new Database(file, { timeout: 1 });
  const connection = new Connection(db, { writable: true, damage: null });
  other.exec('begin immediate');
  expect(() => connection.write(() => 1)).toThrow(withCode('store.busy'));
  other.exec('rollback');
  db.pragma('max_page_count = 2');
  expect(() =>
    connection.write(() => {
      for (let i = 0; i < 1000; i += 1) connection.run('insert into t values (?)', i);
    }),
  ).toThrow(withCode('store.full'));
  expect(connection.get('select count(*) as n from t')).toEqual({ n: 0 });
  expect(() => connection.run('select nonsense')).toThrow(withCode('store.fault'));
  db.close();
  other.close();
});

function file(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), 'x');
}

function overwrite(path: string, at: number, text: string): void {
  chmodSync(path, 0o600);
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.from(text, 'latin1'), 0, text.length, at);
  closeSync(descriptor);
}
