import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { SqlOptions } from '#main/engine/ports/connections.ts';
import { systemClock } from '#main/kernel/clock.ts';
import { createSqlClient } from '#main/tools/sql/sql-client.ts';
import type { Connection } from '#shared/pulser/plan.ts';
import { freePort, type PostgresServer, startPostgres } from '#test/helpers/postgres.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

function setup(url = server.url) {
  const client = createSqlClient({ clock: systemClock });
  onTestFinished(() => client.close());
  const connection: Connection = { driver: 'postgres', url };
  const options = (more: Partial<SqlOptions> = {}): SqlOptions => ({
    readOnly: false,
    cwd: '/',
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    ...more,
  });
  return {
    client,
    write: (sql: string, more: Partial<SqlOptions> = {}) => client.query(connection, sql, options(more)),
    read: (sql: string, more: Partial<SqlOptions> = {}) =>
      client.query(connection, sql, options({ readOnly: true, ...more })),
    execute: (statements: string[], transaction = true, more: Partial<SqlOptions> = {}) =>
      client.execute(connection, statements, { ...options(more), transaction }),
  };
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );

/** Backends of this product that are busy, as another connection sees them. */
const busyBackends = async (other: ReturnType<typeof setup>): Promise<unknown> =>
  (
    await other.read(
      "select count(*) as n from pg_stat_activity where application_name = 'opsroom' and pid <> pg_backend_pid() and state <> 'idle'",
    )
  ).rows[0]?.['n'];

describe('PostgreSQL', () => {
  it('writes and reads, with counts of changes', async () => {
    const db = setup();
    await db.write('create table basics (id int primary key, name text)');
    expect(await db.write("insert into basics values (1, 'a'), (2, 'b')")).toMatchObject({ changes: 2 });
    expect(await db.write('update basics set name = $1 where id = $2 returning *', { params: ['c', 2] })).toEqual({
      columns: ['id', 'name'],
      rows: [{ id: 2, name: 'c' }],
      changes: 1,
      truncated: false,
    });
    expect(await db.read('select count(*), 1, 2 from basics')).toEqual({
      columns: ['count', '?column?', '?column?_2'],
      rows: [{ count: 2, '?column?': 1, '?column?_2': 2 }],
      changes: 0,
      truncated: false,
    });
  });

  it('returns every kind of value as JSON', async () => {
    const db = setup();
    const result = await db.read(`select
      9007199254740993::int8 as big, 7::int8 as small, 1.50::numeric as exact, 1.5::float8 as real, 'NaN'::float8 as nan, 1e20::float8 as huge,
      true as yes, null as none, '\\x00ff'::bytea as blob, '{"id": 12345678901234567890}'::jsonb as doc,
      '2026-01-02'::date as day, '2026-01-02 03:04:05.123456'::timestamp as local,
      '2026-01-02 03:04:05.123456+05:30'::timestamptz as instant,
      array[1, null, 3] as ints, array['a', 'b'] as texts, array['2026-01-02 03:04:05+00'::timestamptz] as instants,
      array[9007199254740993::int8] as bigs`);
    expect(result.rows).toEqual([
      {
        big: '9007199254740993',
        small: 7,
        exact: '1.50',
        real: 1.5,
        nan: 'NaN',
        huge: '100000000000000000000',
        yes: true,
        none: null,
        blob: 'AP8=',
        doc: { id: '12345678901234567890' },
        day: '2026-01-02',
        local: '2026-01-02T03:04:05.123456',
        instant: '2026-01-01T21:34:05.123456Z',
        ints: [1, null, 3],
        texts: ['a', 'b'],
        instants: ['2026-01-02T03:04:05Z'],
        bigs: ['9007199254740993'],
      },
    ]);
  });

  it('keeps a thousand rows', async () => {
    const db = setup();
    const result = await db.read('select * from generate_series(1, 300000) as n');
    expect(result).toMatchObject({ truncated: true });
    expect(result.rows).toHaveLength(1000);
  });

  it('runs statements in one transaction: all or nothing', async () => {
    const db = setup();
    await db.execute(['create table orders (n int unique)', 'insert into orders values (1)']);
    expect(await codeOf(db.execute(['insert into orders values (2)', 'insert into orders values (1)']))).toBe(
      'sql.constraint',
    );
    expect((await db.read('select n from orders')).rows).toEqual([{ n: 1 }]);
    expect(await codeOf(db.execute(['insert into orders values (2)', 'insert into orders values (1)'], false))).toBe(
      'sql.constraint',
    );
    expect(await db.execute(['delete from orders where n = 1', 'select n from orders'])).toMatchObject({
      changes: 1,
      rows: [{ n: 2 }],
    });
    expect(await codeOf(db.execute(['insert into orders values (9)', 'commit']))).toBe('sql.transaction');
    // What cannot run in a transaction can run without one.
    await db.write('vacuum orders');
    expect(await codeOf(db.execute(['vacuum orders']))).toBe('sql.failed');
    await db.execute(['vacuum orders'], false);
  });

  it('never writes when it reads, and leaves no setting behind', async () => {
    const db = setup();
    await db.write('create table fixed (n int)');
    for (const sql of [
      'insert into fixed values (1)',
      'drop table fixed',
      'create table other (n int)',
      "select nextval('x')",
    ]) {
      expect(await codeOf(db.read(sql))).toMatch(/read-only|missing-table/);
    }
    for (const sql of ['set transaction read write', 'set default_transaction_read_only = off', 'commit'])
      await db.read(sql);
    expect(await codeOf(db.read('insert into fixed values (1)'))).toBe('sql.read-only');
    await db.read("set search_path = 'nowhere'");
    expect((await db.read('select count(*) as n from fixed')).rows).toEqual([{ n: 0 }]);
  });

  it('names what is wrong with a statement', async () => {
    const db = setup();
    await db.write('create table checks (n int not null)');
    expect(await codeOf(db.read('selec 1'))).toBe('sql.syntax');
    expect(await codeOf(db.write('select 1; drop table checks'))).toBe('sql.syntax');
    expect(await codeOf(db.read('select * from nowhere'))).toBe('sql.missing-table');
    expect(await codeOf(db.read('select nope from checks'))).toBe('sql.missing-column');
    expect(await codeOf(db.write('insert into checks values (null)'))).toBe('sql.constraint');
    expect(await codeOf(db.read('select $1::int', { params: [] }))).toBe('sql.params');
    expect(await codeOf(db.read('select 1', { params: { a: 1 } }))).toBe('sql.params');
    // The session goes on after each of them.
    expect((await db.read('select 1 as n')).rows).toEqual([{ n: 1 }]);
  });

  it('says why there is no connection, without URL or password', async () => {
    const port = await freePort();
    const cases: readonly (readonly [string, string])[] = [
      [`postgres://me:sekret@127.0.0.1:${port}/x`, 'sql.refused'],
      ['postgres://me:sekret@no-such-host.invalid/x', 'sql.unreachable'],
      [server.url.replace(server.password, 'sekret'), 'sql.auth'],
      [server.url.replace(/\/postgres$/, '/absent'), 'sql.missing-database'],
      [`${server.url}?sslmode=require`, 'sql.tls'],
      ['mysql://me:sekret@host/x', 'sql.connection'],
      ['postgres://me:sekret@host:port/x', 'sql.connection'],
    ];
    for (const [url, code] of cases) {
      const db = setup(url);
      // Twice: a session that failed to connect is not used again.
      for (let time = 0; time < 2; time += 1) {
        const error = await db.read('select 1').catch((reason: unknown) => reason);
        expect(error, url).toMatchObject({ code });
        expect(String(error)).not.toContain('sekret');
        expect(String(error)).not.toContain(server.password);
      }
    }
  });

  it('connects again after the server ended the connection', async () => {
    const db = setup();
    const other = setup();
    await db.read('select 1');
    const pid = (await db.read('select pg_backend_pid() as pid')).rows[0]?.['pid'] as number;
    await other.write('select pg_terminate_backend($1)', { params: [pid] });
    const after = await db.read('select pg_backend_pid() as pid');
    expect(after.rows[0]?.['pid']).not.toBe(pid);
  });

  it('says sql.lost when the connection ends within a statement', async () => {
    const db = setup();
    const other = setup();
    const pid = (await db.read('select pg_backend_pid() as pid')).rows[0]?.['pid'] as number;
    const work = codeOf(db.write('select pg_sleep(30)'));
    await other.write('select pg_terminate_backend($1)', { params: [pid] });
    expect(await work).toBe('sql.lost');
  });
});

describe('a PostgreSQL statement that does not end', () => {
  it('is ended by its timeout and rolled back', async () => {
    const db = setup();
    await db.write('create table slow (n int)');
    expect(
      await codeOf(db.execute(['insert into slow values (1)', 'select pg_sleep(30)'], true, { timeoutMs: 300 })),
    ).toBe('sql.timeout');
    expect(await codeOf(db.write('select pg_sleep(30)', { timeoutMs: 300 }))).toBe('sql.timeout');
    expect((await db.read('select count(*) as n from slow')).rows).toEqual([{ n: 0 }]);
    expect(await busyBackends(setup())).toBe(0);
  });

  it('is canceled on the server when the signal aborts, with its locks free again', async () => {
    const db = setup();
    const other = setup();
    await db.write('create table held (n int)');
    const controller = new AbortController();
    const work = codeOf(
      db.execute(['lock table held', 'insert into held values (1)', 'select pg_sleep(30)'], true, {
        signal: controller.signal,
      }),
    );
    while ((await busyBackends(other)) !== 1);
    controller.abort();
    expect(await work).toBe('sql.stopped');
    await other.write('insert into held values (2)', { timeoutMs: 1_000 });
    expect((await db.read('select n from held')).rows).toEqual([{ n: 2 }]);
    expect(await busyBackends(other)).toBe(0);
  });

  it('is ended by closing the client', async () => {
    const db = setup();
    const other = setup();
    const work = codeOf(db.write('select pg_sleep(30)'));
    while ((await busyBackends(other)) !== 1);
    await db.client.close();
    expect(await work).toBe('sql.stopped');
    expect(await busyBackends(other)).toBe(0);
  });

  it('does not hold up other statements of the run', async () => {
    const db = setup();
    const controller = new AbortController();
    const hung = codeOf(db.read('select pg_sleep(30)', { signal: controller.signal }));
    expect((await db.read('select 1 as n')).rows).toEqual([{ n: 1 }]);
    controller.abort();
    expect(await hung).toBe('sql.stopped');
  });

  it('is given up when the server does not answer at all, connection closed', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as { port: number };
    const closed = new Promise<void>((resolve) => {
      silent.once('connection', (socket) => {
        socket.on('error', () => {}).once('close', () => resolve());
        socket.resume();
      });
    });
    const db = setup(`postgres://me:sekret@127.0.0.1:${port}/x`);
    expect(await codeOf(db.read('select 1', { timeoutMs: 200 }))).toBe('sql.timeout');
    await closed;
  });
});
