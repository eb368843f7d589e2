import type { SqlResult } from '#main/engine/ports/connections.ts';
import type { Observation, Verifier, VerifierContext } from '#main/engine/ports/verifier.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json, JsonObject } from '#shared/lib/json.ts';
import type { SqlCheck } from '#shared/pulser/check.ts';
import { judgeExpression } from './expression.ts';
import { briefValue, green, red, shownValue, unreadable } from './observation.ts';
import { isSameValue } from './same-value.ts';

/** Rows that a reading shows. */
const SHOWN_ROWS = 5;

/**
 * Runs a query that only reads, and compares what came. A database that is not there makes the check red. A query that fails, for
 * a table that is missing or any other reason, says nothing about what is asked.
 */
export const sqlVerifier: Verifier = {
  kind: 'sql',
  async read(check, context) {
    context.signal.throwIfAborted();
    if (check.sql === undefined) return unreadable(null, 'not a sql check');
    const { connection: name, query, params } = check.sql;
    const connection = context.connections[name];
    if (connection === undefined) return unreadable(null, `the plan declares no connection ${name}`);
    try {
      const result = await context.sql.query(connection, query, {
        params,
        readOnly: true,
        cwd: context.cwd,
        timeoutMs: context.timeoutMs,
        signal: context.signal,
      });
      return judge(check.sql, result, context);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof AppError) || !error.code.startsWith('sql.')) throw error;
      // Nothing can be in a database that is not there: that is an answer, as a refused connection is one.
      if (error.code === 'sql.missing-database') return red({ error: error.code }, error.message);
      return unreadable({ error: error.code }, error.message);
    }
  },
};

// What does not hold tells before what holds: each expectation is judged in turn, and the first that is not green decides.
function judge(check: SqlCheck, result: SqlResult, context: VerifierContext): Observation {
  const judgements = [judgeRows(check, result), judgeValue(check, result), judgeJson(check, result, context)];
  const given = judgements.filter((judgement) => judgement !== undefined);
  const last = given.at(-1);
  if (last === undefined) return unreadable(null, 'the check expects nothing');
  return given.find((judgement) => judgement.status !== 'green') ?? last;
}

function judgeRows(check: SqlCheck, result: SqlResult): Observation | undefined {
  if (check.rows === undefined) return undefined;
  const observed = { rows: result.rows.length, truncated: result.truncated };
  if (result.truncated) {
    if (check.rows <= result.rows.length)
      return red(observed, `more than ${result.rows.length} rows, expected ${check.rows}`);
    return unreadable(observed, `only ${result.rows.length} rows are kept: compare count(*) instead`);
  }
  const message = `${result.rows.length} rows`;
  if (result.rows.length === check.rows) return green(observed, `${message}, as expected`);
  return red(observed, `${message}, expected ${check.rows}`);
}

function judgeValue(check: SqlCheck, result: SqlResult): Observation | undefined {
  if (check.value === undefined) return undefined;
  const [row] = result.rows;
  const [column] = result.columns;
  if (row === undefined || column === undefined || result.rows.length > 1 || result.truncated) {
    const count = result.truncated ? `more than ${result.rows.length}` : String(result.rows.length);
    return red({ rows: result.rows.length }, `${count} rows, but a value needs exactly one`);
  }
  const value: Json = row[column] ?? null;
  const observed = { value: briefValue(value) };
  if (isSameValue(check.value, value)) return green(observed, `${column} is ${shownValue(value)}`);
  return red(observed, `${column} is ${shownValue(value)}, expected ${shownValue(check.value)}`);
}

function judgeJson(check: SqlCheck, result: SqlResult, context: VerifierContext): Observation | undefined {
  if (check.json === undefined) return undefined;
  const rows = result.rows as readonly JsonObject[];
  const observed = { rows: rows.length, first: briefValue(rows.slice(0, SHOWN_ROWS)) };
  if (result.truncated) return unreadable(observed, `only ${rows.length} rows are kept: select fewer`);
  return { ...judgeExpression(context, check.json, { rows }), observed };
}
