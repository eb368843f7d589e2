import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SqlOptions } from '#main/engine/ports/connections.ts';
import { systemClock } from '#main/kernel/clock.ts';
import { createSqlClient } from '#main/tools/sql/sql-client.ts';
import type { Connection } from '#shared/pulser/plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const FOREVER = 'with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) as n from c';
const connection: Connection = { driver: 'sqlite', path: 'app.db' };

function setup() {
  const cwd = tempFolder();
  const client = createSqlClient({ clock: systemClock });
  onTestFinished(() => client.close());
  const options = (more: Partial<SqlOptions> = {}): SqlOptions => ({
    readOnly: false,
    cwd,
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    ...more,
  });
  return {
    cwd,
    file: join(cwd, 'app.db'),
    client,
    write: (sql: string, more: Partial<SqlOptions> = {}) => client.query(connection, sql, options(more)),
    read: (sql: string, more: Partial<SqlOptions> = {}) =>
      client.query(connection, sql, options({ readOnly: true, ...more })),
    execute: (statements: string[], transaction = true, more: Partial<SqlOptions> = {}) =>
      client.execute(connection, statements, { ...options(more), transaction }),
  };
}

describe('SQLite', () => {
  it('creates a database by a writing statement, changes rows and reads them', async () => {
    const db = setup();
    await db.write('create table t (id integer primary key, name text) strict');
    expect(await db.write("insert into t (name) values ('a'), ('b')")).toMatchObject({ changes: 2, rows: [] });
    expect(await db.write("update t set name = 'c' where id = 2 returning id, name")).toEqual({
      columns: ['id', 'name'],
      rows: [{ id: 2, name: 'c' }],
      changes: 1,
      truncated: false,
    });
    expect(await db.read('select * from t order by id')).toEqual({
      columns: ['id', 'name'],
      rows: [
        { id: 1, name: 'a' },
        { id: 2, name: 'c' },
      ],
      changes: 0,
      truncated: false,
    });
  });

  it('returns every kind of value as JSON', async () => {
    const db = setup();
    await db.write('create table t (a)');
    const result = await db.read(
      "select 9007199254740993 as big, 9007199254740991 as safe, 1.5 as real, 1e20 as huge, 9e999 as infinite, x'00ff' as blob, null as none, 'ü' as text, 1 as twice, 2 as twice",
    );
    expect(result.rows).toEqual([
      {
        big: '9007199254740993',
        safe: 9007199254740991,
        real: 1.5,
        huge: '100000000000000000000',
        infinite: 'Infinity',
        blob: 'AP8=',
        none: null,
        text: 'ü',
        twice: 1,
        twice_2: 2,
      },
    ]);
  });

  it('binds parameters by place and by name, numbers as integers', async () => {
    const db = setup();
    await db.write('create table t (a text)');
    for (const [sql, params] of [
      ['select ? as a, ? as b', [1, 'x']],
      ['select $1 as a, $2 as b', [1, 'x']],
      ['select ?1 as a, ?2 as b', [1, 'x']],
      ['select :one as a, @two as b', { one: 1, two: 'x' }],
    ] as const) {
      expect((await db.read(sql, { params: params as never })).rows).toEqual([{ a: 1, b: 'x' }]);
    }
    await db.write('insert into t values (?), (?), (?)', { params: [7, true, { k: [1] }] });
    expect((await db.read('select a from t')).rows.map((row) => row['a'])).toEqual(['7', '1', '{"k":[1]}']);
    await expect(db.read('select ?', { params: [] })).rejects.toMatchObject({ code: 'sql.params' });
    await expect(db.read('select 1', { params: [1] })).rejects.toMatchObject({ code: 'sql.params' });
  });

  it('keeps a thousand rows, and lets a writing statement run to its end', async () => {
    const db = setup();
    await db.write('create table t (n integer)');
    const numbers = 'with recursive c(x) as (select 1 union all select x + 1 from c where x < 1500) ';
    const written = await db.write(`${numbers} insert into t select x from c returning n`);
    expect(written).toMatchObject({ changes: 1500, truncated: true });
    expect(written.rows).toHaveLength(1000);
    expect((await db.read('select count(*) as n from t')).rows).toEqual([{ n: 1500 }]);
    expect(await db.read('select n from t limit 1000')).toMatchObject({ truncated: false });
  });

  it('runs statements in one transaction: all or nothing', async () => {
    const db = setup();
    await db.execute([
      'create table t (n integer unique)',
      'insert into t values (1)',
      'insert into t values (2), (3)',
    ]);
    await expect(db.execute(['insert into t values (4)', 'insert into t values (1)'])).rejects.toMatchObject({
      code: 'sql.constraint',
    });
    expect((await db.read('select count(*) as n from t')).rows).toEqual([{ n: 3 }]);
    await expect(db.execute(['insert into t values (4)', 'insert into t values (1)'], false)).rejects.toBeDefined();
    expect((await db.read('select count(*) as n from t')).rows).toEqual([{ n: 4 }]);
    expect(await db.execute(['delete from t where n < 3', 'select n from t order by n'])).toMatchObject({
      changes: 2,
      rows: [{ n: 3 }, { n: 4 }],
    });
    await expect(db.execute(['insert into t values (9)', 'commit'])).rejects.toMatchObject({ code: 'sql.transaction' });
  });

  it('never writes when it reads', async () => {
    const db = setup();
    await db.write('create table t (n)');
    for (const sql of [
      'insert into t values (1)',
      'delete from t',
      'drop table t',
      'create table u (n)',
      'pragma user_version = 7',
    ]) {
      await expect(db.read(sql)).rejects.toMatchObject({ code: 'sql.read-only' });
    }
    await expect(db.read("attach 'other.db' as other")).rejects.toBeDefined();
    expect(existsSync(join(db.cwd, 'other.db'))).toBe(false);
  });

  it('says what is missing, and creates nothing by asking', async () => {
    const db = setup();
    for (const ask of [db.read, db.write]) {
      for (const sql of ['select 1', 'select * from t', 'insert into t values (1)', 'pragma user_version']) {
        await expect(ask(sql)).rejects.toMatchObject({ code: 'sql.missing-database' });
      }
    }
    await expect(db.execute(['select 1', 'insert into t values (1)'])).rejects.toMatchObject({
      code: 'sql.missing-database',
    });
    expect(existsSync(db.file)).toBe(false);
    const lost: Connection = { driver: 'sqlite', path: 'no/such/folder.db' };
    await expect(
      db.client.query(lost, 'create table t (n)', {
        readOnly: false,
        cwd: db.cwd,
        timeoutMs: 5_000,
        signal: new AbortController().signal,
      }),
    ).rejects.toMatchObject({ code: 'sql.missing-database' });
  });

  it('names what is wrong with a statement', async () => {
    const db = setup();
    await db.write('create table t (n integer not null check (n > 0))');
    const code = (work: Promise<unknown>) =>
      work.then(
        () => 'ok',
        (error: { code: string }) => error.code,
      );
    expect(await code(db.read('selec 1'))).toBe('sql.syntax');
    expect(await code(db.read('select 1; select 2'))).toBe('sql.syntax');
    expect(await code(db.read('-- nothing'))).toBe('sql.syntax');
    expect(await code(db.read('select * from nowhere'))).toBe('sql.missing-table');
    expect(await code(db.read('select nope from t'))).toBe('sql.missing-column');
    expect(await code(db.write('insert into t values (0)'))).toBe('sql.constraint');
    expect(await code(db.write('insert into t values (null)'))).toBe('sql.constraint');
    writeFileSync(join(db.cwd, 'app.db'), 'this is not a database at all, just some text '.repeat(100));
    expect(await code(db.read('select 1 from t'))).toBe('sql.damaged');
    rmSync(db.file);
    mkdirSync(db.file);
    expect(await code(db.read('select 1'))).toBe('sql.failed');
    const memory: Connection = { driver: 'sqlite', path: ':memory:' };
    const options = { readOnly: true, cwd: '/', timeoutMs: 100, signal: new AbortController().signal };
    expect(await code(db.client.query(memory, 'select 1', options))).toBe('sql.connection');
  });

  it('waits for the lock of another process, and says sql.busy when the time is up', async () => {
    const db = setup();
    await db.write('create table t (n)');
    const other = new Database(db.file);
    onTestFinished(() => void other.close());
    other.exec('begin immediate');
    await expect(db.write('insert into t values (1)', { timeoutMs: 200 })).rejects.toMatchObject({
      code: expect.stringMatching(/^sql\.(busy|timeout)$/),
    });
    const waiting = db.write('insert into t values (2)');
    other.exec('commit');
    await waiting;
  });

  it('reads the file that stands there now, not the one that it read before', async () => {
    const db = setup();
    await db.write('create table t (n)');
    expect((await db.read('select count(*) as n from t')).rows).toEqual([{ n: 0 }]);
    renameSync(db.file, `${db.file}.old`);
    await expect(db.read('select count(*) as n from t')).rejects.toMatchObject({ code: 'sql.missing-database' });
    const next = new Database(db.file);
    next.exec('create table t (n); insert into t values (1)');
    next.close();
    expect((await db.read('select count(*) as n from t')).rows).toEqual([{ n: 1 }]);
  });

  it('leaves a write-ahead log folded into the file, so that a copy of the file is whole', async () => {
    const db = setup();
    await db.write('pragma journal_mode = wal').catch(() => {});
    await db.execute(['create table t (n)']);
    await db.write('pragma journal_mode = wal');
    await db.write('insert into t values (1)');
    expect(existsSync(`${db.file}-wal`)).toBe(false);
  });
});

describe('a SQLite statement that does not end', () => {
  it('keeps the event loop free, is ended by its timeout, and holds no lock afterwards', async () => {
    const db = setup();
    await db.write('create table t (n)');
    let ticks = 0;
    const timer = setInterval(() => void (ticks += 1), 10);
    onTestFinished(() => clearInterval(timer));
    await expect(
      db.execute(['insert into t values (1)', `insert into t ${FOREVER}`], true, { timeoutMs: 400 }),
    ).rejects.toMatchObject({ code: 'sql.timeout' });
    expect(ticks).toBeGreaterThan(10);
    // The undo of a step must not wait for what was ended, and finds nothing of it.
    await db.write('insert into t values (2)', { timeoutMs: 2_000 });
    expect((await db.read('select n from t')).rows).toEqual([{ n: 2 }]);
  });

  it('is ended by the signal, and by closing the client', async () => {
    const db = setup();
    await db.write('create table t (n)');
    const controller = new AbortController();
    const stopped = db.read(FOREVER, { signal: controller.signal });
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'sql.stopped' });
    await expect(db.read('select 1', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'sql.stopped' });
    const running = [db.read(FOREVER), db.read(FOREVER)].map((work) =>
      work.catch((error: { code: string }) => error.code),
    );
    await db.client.close();
    expect(await Promise.all(running)).toEqual(['sql.stopped', 'sql.stopped']);
    await expect(db.read('select 1')).rejects.toMatchObject({ code: 'sql.stopped' });
  });

  it('does not hold up other statements of the run', async () => {
    const db = setup();
    await db.write('create table t (n)');
    const controller = new AbortController();
    const hung = db.read(FOREVER, { signal: controller.signal });
    expect((await db.read('select 1 as n')).rows).toEqual([{ n: 1 }]);
    controller.abort();
    await expect(hung).rejects.toMatchObject({ code: 'sql.stopped' });
  });

  it.runIf(process.platform === 'linux')('ends when the process that asked is killed', async () => {
    const folder = tempFolder();
    const script = join(folder, 'asks.ts');
    const source = (path: string): string => JSON.stringify(new URL(`../../../../main/${path}`, import.meta.url).href);
    writeFileSync(
      script,
      `import { systemClock } from ${source('kernel/clock.ts')};
       import { createSqlClient } from ${source('tools/sql/sql-client.ts')};
       const client = createSqlClient({ clock: systemClock });
       const connection = { driver: 'sqlite', path: 'x.db' };
       const options = { cwd: ${JSON.stringify(folder)}, timeoutMs: 60000, signal: new AbortController().signal };
       await client.query(connection, 'create table t (n)', { ...options, readOnly: false });
       client.query(connection, ${JSON.stringify(FOREVER)}, { ...options, readOnly: true });
       console.log('asked');`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(parent.stdout, 'data');
    const child = Number(execFileSync('pgrep', ['-P', String(parent.pid)], { encoding: 'utf8' }).trim());
    await busy(child);
    parent.kill('SIGKILL');
    await gone(child);
    expect(isRunning(child)).toBe(false);
  });
});

/** Resolves once a process has used processor time of its own for a while: it is inside the statement. */
async function busy(pid: number): Promise<void> {
  await until(() => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[13]) > 40);
}

async function gone(pid: number): Promise<void> {
  await until(() => !isRunning(pid));
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
