import { Socket } from 'node:net';
import { Client, Query, type QueryConfig } from 'pg';
import type { Clock } from '#main/kernel/clock.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import type { SqlParams } from '#shared/pulser/tool-call.ts';
import { requestCancel } from './postgres-cancel.ts';
import { postgresError } from './postgres-error.ts';
import { postgresValue } from './postgres-values.ts';
import { type RawResult, RowCollector } from './rows.ts';
import { type SqlJob, type SqlSession, StaleSession } from './session.ts';

/** How long the server may take to obey a cancel before the connection is cut. */
const GRACE_MS = 1_500;
const CHANGING: readonly string[] = ['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY'];

interface ResultSummary {
  readonly command: string | null;
  readonly rowCount: number | null;
  readonly fields: readonly { readonly name: string }[];
}

/** One connection to a PostgreSQL server. */
export class PostgresSession implements SqlSession {
  readonly #clock: Clock;
  readonly #socket = new Socket();
  readonly #client: Client;
  #connected: Promise<unknown> | undefined;
  #isOver = false;
  #isUsed = false;

  /** Throws `sql.connection` on a URL that is none, without repeating it. */
  constructor(url: string, clock: Clock) {
    this.#clock = clock;
    this.#client = newClient(url, this.#socket);
    // Told to whoever runs a statement; between statements it only means that the session is over.
    this.#client.on('error', () => {
      this.#isOver = true;
    });
    this.#client.on('end', () => {
      this.#isOver = true;
    });
  }

  get isUsable(): boolean {
    return !this.#isOver;
  }

  async run(job: SqlJob, limits: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<RawResult> {
    const { signal } = limits;
    if (signal.aborted) throw signal.reason;
    const stopping = this.#stopOn(signal);
    try {
      await this.#connect();
      return await this.#perform(job, limits);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof StaleSession) throw error;
      const failure = postgresError(error);
      if (failure.code === 'sql.lost') this.#isOver = true;
      throw failure;
    } finally {
      this.#isUsed = true;
      stopping();
    }
  }

  async close(): Promise<void> {
    this.#isOver = true;
    if (this.#connected === undefined) return;
    const cancelGrace = this.#clock.schedule(GRACE_MS, () => this.#socket.destroy());
    await this.#client.end().finally(cancelGrace);
    this.#socket.destroy();
  }

  #connect(): Promise<unknown> {
    this.#connected ??= this.#client.connect().catch((error: unknown) => {
      this.#isOver = true;
      throw error;
    });
    return this.#connected;
  }

  async #perform(
    job: SqlJob,
    limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<RawResult> {
    const isTransaction = job.transaction || job.readOnly;
    const timeout = `statement_timeout = ${Math.max(1, Math.ceil(limits.timeoutMs))}`;
    const begin = `BEGIN${job.readOnly ? ' READ ONLY' : ''}; SET LOCAL ${timeout}`;
    await this.#begin(isTransaction ? begin : `SET ${timeout}`);
    try {
      const result = await this.#inOrder(job, limits.signal);
      // What only read is rolled back, so that not even a setting of the session stays.
      if (isTransaction) await this.#client.query(job.readOnly ? 'ROLLBACK' : 'COMMIT');
      return result;
    } catch (error) {
      if (isTransaction && !this.#isOver) await this.#client.query('ROLLBACK');
      throw error;
    }
  }

  async #begin(sql: string): Promise<void> {
    try {
      await this.#client.query(sql);
    } catch (error) {
      if (!this.#isUsed || postgresError(error).code !== 'sql.lost') throw error;
      this.#isOver = true;
      throw new StaleSession('the server closed the idle connection', { cause: error });
    }
  }

  async #inOrder(job: SqlJob, signal: AbortSignal): Promise<RawResult> {
    let last: RawResult = { columns: [], rows: [], changes: 0, truncated: false };
    let changes = 0;
    for (const [index, sql] of job.statements.entries()) {
      if (signal.aborted) throw signal.reason;
      last = await this.#statement(sql, job.params);
      changes += last.changes;
      if (job.transaction && this.#client.getTransactionStatus() !== 'T') {
        throw new AppError('sql.transaction', `statement ${index + 1} ended the transaction of the step`, {
          hint: 'set transaction: false for statements that begin and commit by themselves',
        });
      }
    }
    return { ...last, changes };
  }

  #statement(sql: string, params: SqlParams | undefined): Promise<RawResult> {
    return new Promise((resolve, reject) => {
      const collector = new RowCollector();
      // The extended protocol takes exactly one statement, and parameters apart from the text.
      const config: QueryConfig & { queryMode: 'extended'; rowMode: 'array' } = {
        text: sql,
        values: positional(params),
        queryMode: 'extended',
        rowMode: 'array',
        types: { getTypeParser: ((oid: number) => (text: string) => postgresValue(oid, text)) as never },
      };
      const query = new Query(config);
      query.on('row', (row: Json[]) => void collector.add(row));
      query.once('error', reject);
      query.once('end', (summary: ResultSummary) =>
        resolve({
          columns: summary.fields.map((field) => field.name),
          rows: collector.rows,
          changes: CHANGING.includes(summary.command ?? '') ? (summary.rowCount ?? 0) : 0,
          truncated: collector.truncated,
        }),
      );
      this.#client.query(query);
    });
  }

  /** Makes the server stop when the signal aborts; cuts the connection if it does not. The session is over then. */
  #stopOn(signal: AbortSignal): () => void {
    const settled = new AbortController();
    const onAbort = (): void => {
      this.#isOver = true;
      const target = cancelTarget(this.#client);
      if (target === undefined) {
        this.#socket.destroy();
        return;
      }
      const cancelGrace = this.#clock.schedule(GRACE_MS, () => this.#socket.destroy());
      settled.signal.addEventListener('abort', cancelGrace, { once: true });
      void requestCancel(target, settled.signal);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    return () => {
      signal.removeEventListener('abort', onAbort);
      settled.abort();
    };
  }
}

function newClient(url: string, socket: Socket): Client {
  if (!/^postgres(?:ql)?:\/\//.test(url)) throw notAUrl();
  try {
    return new Client({
      // The driver takes these three for verify-full already, but warns of the day when it will not.
      connectionString: url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full'),
      stream: () => socket,
      application_name: 'opsroom',
    });
  } catch {
    throw notAUrl();
  }
}

function notAUrl(): AppError {
  return new AppError('sql.connection', 'the URL of the connection is not a postgres:// URL', {
    hint: 'write postgres://user:password@host:port/database',
  });
}

function cancelTarget(client: Client): Parameters<typeof requestCancel>[0] | undefined {
  // Told by the server at the start of the connection; the driver's types leave them out.
  const { processID, secretKey } = client as unknown as { processID: number | null; secretKey: number | null };
  if (processID === null || secretKey === null) return undefined;
  return { host: client.host, port: client.port, processId: processID, secretKey };
}

function positional(params: SqlParams | undefined): Json[] {
  if (params === undefined) return [];
  if (Array.isArray(params)) return params;
  throw new AppError('sql.params', 'PostgreSQL takes parameters as a list, for $1, $2, …');
}
