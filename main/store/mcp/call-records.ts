import type { McpCallRecord, McpServerStore } from '#main/engine/ports/mcp.ts';
import type { ErrorData } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import type { Connection } from '../connection.ts';

/** How many calls of a server are kept. */
const MOST = 1000;
/** Longest text of arguments or of a result that is kept whole, UTF-16 units. */
const LONGEST = 65_536;

interface CallRow {
  readonly id: number;
  readonly server: string;
  readonly tool: string;
  readonly arguments: string;
  readonly is_error: number;
  readonly error: string | null;
  readonly result: string | null;
  readonly actor: string;
  readonly at: number;
  readonly duration_ms: number;
}

/** The newest calls of each server. The caller has made sure that the server is there. */
export function callRecords(connection: Connection): Pick<McpServerStore, 'recordCall' | 'calls'> {
  return {
    recordCall(record) {
      const row = connection.get<CallRow>(
        `insert into mcp_calls (server, tool, arguments, is_error, error, result, actor, at, duration_ms)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning *`,
        record.server,
        record.tool,
        bounded(record.arguments),
        record.isError ? 1 : 0,
        record.error === null ? null : bounded(record.error),
        record.result === null ? null : bounded(record.result),
        record.actor,
        record.at,
        record.durationMs,
      );
      if (row === undefined) throw new RangeError('an insert gave no row');
      connection.run(
        `delete from mcp_calls where server = +@server and id <=
         (select id from mcp_calls where server = +@server order by id desc limit 1 offset ${MOST})`,
        { server: record.server },
      );
      return callRecord(row);
    },

    calls: (server, limit) =>
      connection
        .all<CallRow>('select * from mcp_calls where server = +? order by id desc limit ?', server, limit)
        .map(callRecord),
  };
}

function bounded(value: object): string {
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? text : JSON.stringify({ omitted: `${text.length} characters of JSON` });
}

function callRecord(row: CallRow): McpCallRecord {
  return {
    id: row.id,
    server: row.server,
    tool: row.tool,
    arguments: JSON.parse(row.arguments) as JsonObject,
    isError: row.is_error === 1,
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorData),
    result: row.result === null ? null : (JSON.parse(row.result) as JsonObject),
    actor: row.actor,
    at: row.at,
    durationMs: row.duration_ms,
  };
}
