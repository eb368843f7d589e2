import type { SqlResult } from '#main/engine/ports/connections.ts';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { Tool, ToolContext, ToolOutcome } from '#main/engine/ports/tool.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Connection } from '#shared/pulser/plan.ts';
import type { SqlCall } from '#shared/pulser/tool-call.ts';

/** Runs a query, or statements in one transaction, on a connection of the plan. */
export function createSqlTool(identity: { readonly version: string }): Tool {
  return {
    kind: 'sql',
    identity: () => ({ kind: 'sql', name: 'sql', version: identity.version }),
    async run(call, context) {
      if (call.sql === undefined) throw new AppError('tool.not-available', 'the sql tool was given another call');
      try {
        const result = await perform(call.sql, context);
        return {
          ok: true,
          error: null,
          result: { columns: result.columns, rows: result.rows, changes: result.changes, truncated: result.truncated },
          outputs: {},
          log: null,
        };
      } catch (error) {
        return failed(error, context);
      }
    },
  };
}

async function perform(call: SqlCall, context: ToolContext): Promise<SqlResult> {
  const connection = context.connections[call.connection];
  if (connection === undefined) {
    throw new AppError('sql.connection', `the plan declares no connection ${call.connection}`);
  }
  registerPassword(connection, context.mask);
  const options = { readOnly: false, cwd: context.cwd, timeoutMs: context.timeoutMs, signal: context.signal };
  if (call.statements !== undefined) {
    return context.sql.execute(connection, call.statements, { ...options, transaction: call.transaction });
  }
  return context.sql.query(connection, call.query ?? '', { ...options, params: call.params });
}

// The URL may be a secret as a whole; its password alone is one too.
function registerPassword(connection: Connection, mask: Mask): void {
  if (connection.driver !== 'postgres') return;
  const [, raw] = /^\w+:\/\/[^/?#]*?:([^/?#]*)@/.exec(connection.url) ?? [];
  if (raw === undefined || raw === '') return;
  mask.register(raw);
  if (/%[0-9a-f]{2}/i.test(raw)) mask.register(decoded(raw));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

function failed(error: unknown, context: ToolContext): ToolOutcome {
  if (!(error instanceof AppError) || !error.code.startsWith('sql.')) throw error;
  const details = { ...error.details, ...(error.code === 'sql.timeout' ? { timeoutMs: context.timeoutMs } : {}) };
  return {
    ok: false,
    error: {
      code: toolCode(error.code),
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(Object.keys(details).length === 0 ? {} : { details }),
    },
    result: {},
    outputs: {},
    log: null,
  };
}

function toolCode(code: string): string {
  switch (code) {
    case 'sql.stopped':
      return 'tool.stopped';
    case 'sql.timeout':
      return 'tool.timeout';
    default:
      return code;
  }
}
