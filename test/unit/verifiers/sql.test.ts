import { describe, expect, it } from 'vitest';
import type { SqlOptions } from '#main/engine/ports/connections.ts';
import { sqlVerifier } from '#main/verifiers/sql.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import { parsedCheck, verifierContext } from './verifier-context.ts';

async function read(check: Record<string, unknown>, rows: readonly Record<string, Json>[] | Error, truncated = false) {
  const asked: { sql: string; options: SqlOptions }[] = [];
  const context = verifierContext({
    connections: { db: { driver: 'sqlite', path: 'x.db' } },
    sql: {
      query: (_connection, sql, options) => {
        asked.push({ sql, options });
        if (rows instanceof Error) return Promise.reject(rows);
        return Promise.resolve({ columns: Object.keys(rows[0] ?? { n: 0 }), rows, changes: 0, truncated });
      },
      execute: () => Promise.reject(new Error('a check executes nothing')),
      close: () => Promise.resolve(),
    },
  });
  const observation = await sqlVerifier.read(parsedCheck({ sql: { connection: 'db', query: 'q', ...check } }), context);
  return { ...observation, asked };
}

const many = Array.from({ length: 1000 }, (_, n) => ({ n }));

describe('the sql check', () => {
  it('asks on a read-only connection', async () => {
    const { asked } = await read({ value: 1, params: [7] }, [{ n: 1 }]);
    expect(asked).toMatchObject([{ sql: 'q', options: { readOnly: true, params: [7], cwd: '/', timeoutMs: 5_000 } }]);
  });

  it('compares the value of the only row', async () => {
    expect(await read({ value: 1 }, [{ n: 1 }])).toMatchObject({ status: 'green', observed: { value: 1 } });
    expect(await read({ value: 1 }, [{ n: '1.00' }])).toMatchObject({ status: 'green' });
    expect(await read({ value: 1 }, [{ n: 2 }])).toMatchObject({ status: 'red', message: 'n is 2, expected 1' });
    expect(await read({ value: '1' }, [{ n: 1 }])).toMatchObject({ status: 'red' });
    expect(await read({ value: null }, [{ n: null }])).toMatchObject({ status: 'green' });
    expect(await read({ value: 1 }, [{ n: 1, m: 2 }])).toMatchObject({ status: 'green' });
  });

  it('is red where a value has no row or several', async () => {
    expect(await read({ value: 1 }, [])).toMatchObject({
      status: 'red',
      message: '0 rows, but a value needs exactly one',
    });
    expect(await read({ value: 1 }, [{ n: 1 }, { n: 1 }])).toMatchObject({ status: 'red' });
    expect(await read({ value: 1 }, many, true)).toMatchObject({ status: 'red' });
  });

  it('counts rows, as far as they are kept', async () => {
    expect(await read({ rows: 0 }, [])).toMatchObject({ status: 'green' });
    expect(await read({ rows: 2 }, [{ n: 1 }])).toMatchObject({ status: 'red', message: '1 rows, expected 2' });
    expect(await read({ rows: 1000 }, many)).toMatchObject({ status: 'green' });
    expect(await read({ rows: 1000 }, many, true)).toMatchObject({ status: 'red' });
    expect(await read({ rows: 1001 }, many, true)).toMatchObject({ status: 'unreadable' });
  });

  it('evaluates an expression over all rows, or none', async () => {
    const json = 'rows.all(row, row.n > 0)';
    expect(await read({ json }, [{ n: 1 }, { n: 2 }])).toMatchObject({ status: 'green' });
    expect(await read({ json }, [{ n: 1 }, { n: 0 }])).toMatchObject({ status: 'red' });
    expect(await read({ json: 'size(rows)' }, [])).toMatchObject({ status: 'unreadable' });
    expect(await read({ json }, many, true)).toMatchObject({ status: 'unreadable' });
  });

  it('needs every expectation to hold', async () => {
    const check = { rows: 1, value: 1, json: 'rows[0].n == 1' };
    expect(await read(check, [{ n: 1 }])).toMatchObject({ status: 'green' });
    expect(await read({ ...check, value: 2 }, [{ n: 1 }])).toMatchObject({ status: 'red' });
    expect(await read({ ...check, json: 'rows[0].n == 2' }, [{ n: 1 }])).toMatchObject({ status: 'red' });
    expect(await read({ ...check, rows: 2 }, [{ n: 1 }])).toMatchObject({ status: 'red' });
  });

  it('cannot be read where the query fails or the connection is not declared', async () => {
    expect(await read({ value: 1 }, new AppError('sql.missing-table', 'no such table: t'))).toMatchObject({
      status: 'unreadable',
      observed: { error: 'sql.missing-table' },
      message: 'no such table: t',
    });
    expect(await read({ value: 1, connection: 'other' }, [])).toMatchObject({ status: 'unreadable' });
    await expect(read({ value: 1 }, new TypeError('a fault of ours'))).rejects.toThrow('a fault of ours');
  });
});
