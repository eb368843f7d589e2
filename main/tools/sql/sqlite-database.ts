import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import { exactNumber } from '#shared/lib/parse-json.ts';
import type { SqlParams } from '#shared/pulser/tool-call.ts';
import { type RawResult, RowCollector } from './rows.ts';
import type { SqliteRequest } from './sqlite-job.ts';

/**
 * Does one request on a connection of its own. Nothing stays open between requests: a file that a step replaced is then never
 * read through a handle to the old one, and a closed write-ahead log is folded into the file that a step may copy.
 */
export function runOnSqlite(request: SqliteRequest): RawResult {
  const database = open(request);
  try {
    return request.transaction ? inTransaction(database, request) : inOrder(database, request);
  } finally {
    database.close();
  }
}

function open(request: SqliteRequest): Database.Database {
  if (!existsSync(request.file)) assertCreates(request);
  const database = new Database(request.file, {
    readonly: request.readOnly,
    fileMustExist: request.readOnly,
    timeout: request.busyMs,
  });
  if (request.readOnly) database.pragma('query_only = ON');
  return database;
}

// SQLite makes an empty database of any path that is asked. Only a statement that creates something may do that here: it is
// one that an empty database accepts and that writes.
function assertCreates(request: SqliteRequest): void {
  const empty = new Database(':memory:');
  try {
    if (!request.readOnly && request.statements.some((sql) => isWriteOn(empty, sql))) return;
  } finally {
    empty.close();
  }
  throw new AppError('sql.missing-database', 'the database file does not exist', {
    hint: 'a step that creates a table creates the file too',
  });
}

function isWriteOn(database: Database.Database, sql: string): boolean {
  try {
    return !database.prepare(sql).readonly;
  } catch (error) {
    if (error instanceof Database.SqliteError) return false;
    throw error;
  }
}

function inTransaction(database: Database.Database, request: SqliteRequest): RawResult {
  database.exec(request.readOnly ? 'BEGIN' : 'BEGIN IMMEDIATE');
  try {
    const result = inOrder(database, request);
    database.exec('COMMIT');
    return result;
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK');
  }
}

function inOrder(database: Database.Database, request: SqliteRequest): RawResult {
  let last: RawResult = { columns: [], rows: [], changes: 0, truncated: false };
  let changes = 0;
  request.statements.forEach((sql, index) => {
    last = runStatement(database, sql, request.params);
    changes += last.changes;
    if (request.transaction && !database.inTransaction) {
      throw new AppError('sql.transaction', `statement ${index + 1} ended the transaction of the step`, {
        hint: 'set transaction: false for statements that begin and commit by themselves',
      });
    }
  });
  return { ...last, changes };
}

function runStatement(database: Database.Database, sql: string, params: SqlParams | undefined): RawResult {
  const statement = database.prepare(sql);
  const values = bindings(sql, params);
  if (!statement.reader) return { columns: [], rows: [], changes: statement.run(...values).changes, truncated: false };
  const columns = statement.columns().map((column) => column.name);
  const collector = new RowCollector();
  for (const row of statement
    .raw(true)
    .safeIntegers(true)
    .iterate(...values) as Iterable<unknown[]>) {
    const isKept = collector.add(row.map(jsonValue));
    // A reading statement can be left early; one that writes (RETURNING) is let run to its end.
    if (!isKept && statement.readonly) break;
  }
  const changes = statement.readonly ? 0 : Number(database.prepare('select changes()').pluck().get());
  return { columns, rows: collector.rows, changes, truncated: collector.truncated };
}

function bindings(sql: string, params: SqlParams | undefined): unknown[] {
  if (params === undefined) return [];
  if (!isList(params)) return [Object.fromEntries(Object.entries(params).map(([name, value]) => [name, bound(value)]))];
  const values = params.map(bound);
  // The driver takes `$1` and `?1` for names.
  if (!/[$?]1(?!\d)/.test(sql)) return values;
  return [Object.fromEntries(values.map((value, index) => [String(index + 1), value]))];
}

function isList(params: SqlParams): params is Extract<SqlParams, readonly unknown[]> {
  return Array.isArray(params);
}

// A JavaScript number would be bound as a REAL, and read back from a TEXT column as "1.0".
function bound(value: Json): unknown {
  switch (typeof value) {
    case 'boolean':
      return value ? 1n : 0n;
    case 'number':
      return Number.isSafeInteger(value) ? BigInt(value) : value;
    case 'object':
      return value === null ? null : JSON.stringify(value);
    default:
      return value;
  }
}

function jsonValue(value: unknown): Json {
  if (typeof value === 'bigint') {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString();
  }
  if (typeof value === 'number') return exactNumber(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value as string | null;
}
