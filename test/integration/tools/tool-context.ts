import type { HttpClient, SqlClient } from '#main/engine/ports/connections.ts';
import type { LogWriter } from '#main/engine/ports/log.ts';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { ToolContext } from '#main/engine/ports/tool.ts';
import { sha256 } from '#main/kernel/hash.ts';
import type { Json } from '#shared/lib/json.ts';
import { isJsonObject } from '#shared/lib/json.ts';
import type { LogRef } from '#shared/run/artifact.ts';
import type { RunId } from '#shared/run/ids.ts';

/** A mask that replaces registered values where they stand whole; enough to see what a tool registers. */
export class PlainMask implements Mask {
  readonly registered: string[] = [];

  register(value: string): void {
    this.registered.push(value);
  }

  text(value: string): string {
    return this.registered.reduce((text, secret) => text.replaceAll(secret, '***'), value);
  }

  json<T extends Json>(value: T): T {
    if (typeof value === 'string') return this.text(value) as T;
    if (Array.isArray(value)) return value.map((item: Json) => this.json(item)) as unknown as T;
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [this.text(key), this.json(member as Json)]),
    ) as unknown as T;
  }

  stream(): ReturnType<Mask['stream']> {
    return {
      redactions: 0,
      write: (chunk) => Buffer.from(this.text(Buffer.from(chunk).toString('utf8')), 'utf8'),
      end: () => new Uint8Array(),
    };
  }
}

/** What a tool wrote to its log. */
export class MemoryLog {
  text = '';
  isClosed = false;

  open(): LogWriter {
    return {
      write: (bytes) => {
        this.text += Buffer.from(bytes).toString('utf8');
        return undefined;
      },
      close: (redactions): Promise<LogRef> => {
        this.isClosed = true;
        return Promise.resolve({
          path: 'log.cast',
          bytes: this.text.length,
          lines: this.text.split('\n').length - 1,
          digest: sha256(this.text),
          redactions,
        });
      },
    };
  }
}

const missing = (what: string) => (): never => {
  throw new Error(`this test has no ${what}`);
};
const noSql: SqlClient = { query: missing('sql'), execute: missing('sql'), close: () => Promise.resolve() };
const noHttp: HttpClient = { request: missing('http') };

/** A tool context with a mask and a log that the test can look at. */
export function toolContext(
  options: Partial<ToolContext> = {},
): ToolContext & { readonly mask: PlainMask; readonly log: MemoryLog } {
  const log = new MemoryLog();
  return {
    runId: '01' as RunId,
    stepId: 'step',
    try: 1,
    undo: false,
    cwd: '/',
    env: {},
    connections: {},
    sql: noSql,
    http: noHttp,
    mcp: { call: missing('mcp'), close: () => Promise.resolve() },
    servers: [],
    ask: missing('person'),
    openLog: () => log.open(),
    logLimit: undefined,
    scratch: '/',
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    ...options,
    mask: new PlainMask(),
    log,
  };
}
