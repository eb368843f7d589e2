import type { Json } from '#shared/lib/json.ts';
import type { Connection } from '#shared/pulser/plan.ts';
import type { SqlParams, TlsOptions } from '#shared/pulser/tool-call.ts';

/** Rows of a query, at most `limit` of them; integers beyond 2^53 and blobs come as strings (blobs base64). */
export interface SqlResult {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, Json>>[];
  /** Rows that the statement inserted, changed or deleted. */
  readonly changes: number;
  /** More rows came than were kept. */
  readonly truncated: boolean;
}

/** Databases that a plan names. Connections open lazily, and close with the run. */
export interface SqlClient {
  /** Runs one statement. `readOnly` is enforced by the database, not by looking at the text. Throws AppError `sql.*`. */
  query(connection: Connection, sql: string, options: SqlOptions): Promise<SqlResult>;
  /** Runs statements in order, in one transaction when asked. Throws AppError `sql.*`; then none has taken effect. */
  execute(
    connection: Connection,
    statements: readonly string[],
    options: SqlOptions & { readonly transaction: boolean },
  ): Promise<SqlResult>;
  close(): Promise<void>;
}

export interface SqlOptions {
  readonly params?: SqlParams | undefined;
  readonly readOnly: boolean;
  /** Folder that a relative sqlite path starts from. */
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** An HTTP exchange. Throws AppError `http.*` when no answer came. */
export interface HttpClient {
  request(request: HttpRequest): Promise<HttpResponse>;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly tls?: TlsOptions | undefined;
  /** Folder that relative paths of TLS files start from. */
  readonly cwd?: string | undefined;
  readonly redirects: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; several values of one name joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body was longer than what is kept (8 MiB). */
  readonly truncated: boolean;
  /** Where the last redirect led. */
  readonly url: string;
}
