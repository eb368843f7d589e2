import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#main/kernel/clock.ts';
import { createSqlClient } from '#main/tools/sql/sql-client.ts';
import { sqlVerifier } from '#main/verifiers/sql.ts';
import type { Connection } from '#shared/pulser/plan.ts';
import { startPostgres } from '#test/helpers/postgres.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { parsedCheck, verifierContext } from '#test/unit/verifiers/verifier-context.ts';

function setup(connections: Parameters<typeof verifierContext>[0] = {}) {
  const sql = createSqlClient({ clock: systemClock });
  onTestFinished(() => sql.close());
  const cwd = tempFolder();
  const app: Connection = { driver: 'sqlite', path: 'app.db' };
  const context = verifierContext({
    sql,
    cwd,
    connections: { db: app },
    ...connections,
  });
  const write = (query: string) =>
    sql.query(app, query, { readOnly: false, cwd, timeoutMs: 5_000, signal: context.signal });
  const read = (check: Record<string, unknown>) =>
    sqlVerifier.read(parsedCheck({ sql: { connection: 'db', ...check } }), context);
  return { cwd, read, write };
}

describe('the sql check on SQLite', () => {
  it('reads a database, and never writes', async () => {
    const { read, write } = setup();
    await write('create table t (n integer)');
    await write('insert into t values (9007199254740993)');
    expect(await read({ query: 'select count(*) from t', value: 1 })).toMatchObject({ status: 'green' });
    expect(await read({ query: 'select n from t', value: '9007199254740993' })).toMatchObject({ status: 'green' });
    expect(await read({ query: 'select count(*) from t', value: 2 })).toMatchObject({ status: 'red' });
    expect(await read({ query: 'delete from t returning 1', value: 1 })).toMatchObject({
      status: 'unreadable',
      observed: { error: 'sql.read-only' },
    });
    expect(await read({ query: 'select count(*) from t', value: 1 })).toMatchObject({ status: 'green' });
  });

  it('cannot be read without database or table, and makes none', async () => {
    const { read, write, cwd } = setup();
    const count = { query: 'select count(*) from t', value: 0 };
    expect(await read(count)).toMatchObject({ status: 'red', observed: { error: 'sql.missing-database' } });
    expect(existsSync(join(cwd, 'app.db'))).toBe(false);
    await write('create table other (n integer)');
    expect(await read(count)).toMatchObject({ status: 'unreadable', observed: { error: 'sql.missing-table' } });
  });
});

describe('the sql check on PostgreSQL', () => {
  it('reads bigint and numeric as the numbers they are', async () => {
    const server = await startPostgres();
    onTestFinished(() => server.stop());
    const { read } = setup({ connections: { db: { driver: 'postgres', url: server.url } } });
    expect(
      await read({ query: 'select count(*) from pg_roles where rolname = $1', params: ['postgres'], value: 1 }),
    ).toMatchObject({ status: 'green' });
    expect(await read({ query: 'select 10.50::numeric', value: 10.5 })).toMatchObject({ status: 'green' });
    expect(await read({ query: "select '1'::text", value: '1' })).toMatchObject({ status: 'green' });
    expect(await read({ query: 'select 1', value: '1' })).toMatchObject({ status: 'red' });
    expect(await read({ query: 'create table t (n int)', rows: 0 })).toMatchObject({ status: 'unreadable' });
  });
});
