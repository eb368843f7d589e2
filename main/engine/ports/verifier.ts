import type { Json } from '#shared/lib/json.ts';
import type { ResolvedServer } from '#shared/mcp/pin.ts';
import type { Check, CheckKind } from '#shared/pulser/check.ts';
import type { Connection } from '#shared/pulser/plan.ts';
import type { ActReport, ToolIdentity } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { ReadingStatus } from '#shared/run/reading.ts';
import type { HttpClient, SqlClient } from './connections.ts';
import type { McpClient } from './mcp.ts';

/** Reads the world for one kind of check. Never changes it. */
export interface Verifier {
  readonly kind: CheckKind;
  /**
   * Takes one reading of a resolved check. A check that cannot be read is data (`unreadable`), never a throw, save for the
   * signal's reason once it aborted.
   */
  read(check: Check, context: VerifierContext): Promise<Observation>;
}

/** One reading as the verifier saw it, before `not` is applied and before masking. */
export interface Observation {
  readonly status: ReadingStatus;
  readonly observed: Json;
  /** One line: what was seen against what was expected. */
  readonly message: string;
  /** The tool of an MCP server that was asked. */
  readonly tool?: ToolIdentity;
}

export interface VerifierContext {
  readonly runId: RunId;
  readonly stepId: string;
  readonly cwd: string;
  /** The whole environment of a child process. */
  readonly env: Readonly<Record<string, string>>;
  readonly connections: Readonly<Record<string, Connection>>;
  readonly sql: SqlClient;
  readonly http: HttpClient;
  readonly mcp: McpClient;
  /** The MCP servers that the run was made with. */
  readonly servers: readonly ResolvedServer[];
  /** The act's report; `null` before the act. */
  readonly report: ActReport | null;
  /** Evaluates an expression over the given variables beside the run's own. Throws AppError `expression.*`. */
  evaluate(expression: string, variables: Readonly<Record<string, Json>>): Json;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}
