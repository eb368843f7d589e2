import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#main/kernel/clock.ts';
import { createSqlClient } from '#main/tools/sql/sql-client.ts';
import { createSqlTool } from '#main/tools/sql/sql-tool.ts';
import { toolCall } from '#shared/pulser/tool-call.ts';
import { freePort } from '#test/helpers/postgres.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { toolContext } from '../tool-context.ts';

const tool = createSqlTool({ version: '1.2.3' });

function setup(options: Parameters<typeof toolContext>[0] = {}) {
  const sql = createSqlClient({ clock: systemClock });
  onTestFinished(() => sql.close());
  const context = toolContext({
    sql,
    cwd: tempFolder(),
    connections: { db: { driver: 'sqlite', path: 'app.db' } },
    ...options,
  });
  const run = (call: Record<string, unknown>) =>
    tool.run(toolCall.parse({ sql: { connection: 'db', ...call } }), context);
  return { context, run };
}

describe('the sql tool', () => {
  it('runs statements and queries with parameters', async () => {
    const { run } = setup();
    expect(await run({ statements: ['create table t (n integer)', 'insert into t values (1), (2)'] })).toEqual({
      ok: true,
      error: null,
      result: { columns: [], rows: [], changes: 2, truncated: false },
      outputs: {},
      log: null,
    });
    expect(await run({ query: 'select n from t where n > ?', params: [1] })).toMatchObject({
      ok: true,
      result: { columns: ['n'], rows: [{ n: 2 }], changes: 0 },
    });
  });

  it('fails with the code of the database', async () => {
    const { run } = setup();
    await run({ query: 'create table t (n integer)' });
    expect(await run({ query: 'select * from nowhere' })).toMatchObject({
      ok: false,
      error: { code: 'sql.missing-table', message: 'no such table: nowhere' },
      result: {},
    });
    expect(await run({ connection: 'other', query: 'select 1' })).toMatchObject({
      error: { code: 'sql.connection', message: 'the plan declares no connection other' },
    });
  });

  it('says tool.timeout and tool.stopped', async () => {
    const forever = 'with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c';
    const slow = setup({ timeoutMs: 300 });
    expect(await slow.run({ statements: ['create table t (n)', forever] })).toMatchObject({
      error: { code: 'tool.timeout', details: { timeoutMs: 300 } },
    });
    const stopped = setup({ signal: AbortSignal.abort() });
    expect(await stopped.run({ query: 'create table t (n)' })).toMatchObject({ error: { code: 'tool.stopped' } });
  });

  it('registers the password of a connection', async () => {
    const port = await freePort();
    const { run, context } = setup({
      connections: { db: { driver: 'postgres', url: `postgres://me:p%40ss:word@127.0.0.1:${port}/x` } },
    });
    const outcome = await run({ query: 'select 1' });
    expect(outcome.error).toMatchObject({ code: 'sql.refused' });
    expect(JSON.stringify(outcome)).not.toContain('word');
    expect(context.mask.registered).toEqual(['p%40ss:word', 'p@ss:word']);
  });
});
