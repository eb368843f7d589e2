import type { ErrorData } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import type { ResolvedServer } from '#shared/mcp/pin.ts';
import type { Connection } from '#shared/pulser/plan.ts';
import type { ToolCall, ToolKind } from '#shared/pulser/tool-call.ts';
import type { ArtifactRef, LogRef } from '#shared/run/artifact.ts';
import type { ToolIdentity } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { HttpClient, SqlClient } from './connections.ts';
import type { LogWriter } from './log.ts';
import type { Mask } from './mask.ts';
import type { McpAnswer, McpClient, McpQuestion } from './mcp.ts';

/** Acts on the world. One per kind of tool call, registered with the runtime. */
export interface Tool {
  readonly kind: ToolKind;
  identity(): ToolIdentity;
  /**
   * Performs one resolved call. Failures of the call are data in the outcome; it throws only on a fault of ours. Must end
   * soon after the signal aborts, with nothing of the call left running.
   */
  run(call: ToolCall, context: ToolContext): Promise<ToolOutcome>;
  /**
   * Ends whatever is left running of a run, or of one of its steps, on this machine; also what left its group on purpose.
   * Absent where a call leaves nothing behind.
   */
  sweep?(runId: RunId, stepId?: string): Promise<readonly LeftProcess[]>;
}

/** A process that was found running for a run, and ended. */
export interface LeftProcess {
  readonly pid: number;
  readonly command: string;
}

/** What a tool call is given beside the call itself. Secrets are in `call` and `env`, in the clear, and nowhere else. */
export interface ToolContext {
  readonly runId: RunId;
  readonly stepId: string;
  readonly try: number;
  readonly undo: boolean;
  /** Absolute folder that relative paths start from. */
  readonly cwd: string;
  /** The whole environment of a child process. */
  readonly env: Readonly<Record<string, string>>;
  readonly connections: Readonly<Record<string, Connection>>;
  readonly sql: SqlClient;
  readonly http: HttpClient;
  readonly mcp: McpClient;
  /** The MCP servers that the run was made with. */
  readonly servers: readonly ResolvedServer[];
  /** Asks a person in the middle of the act, one question after the other; canceled once the act is to be ended. */
  ask(question: McpQuestion, signal: AbortSignal): Promise<McpAnswer>;
  readonly mask: Mask;
  /** Opens the recording of this act; a tool that prints nothing never calls it. */
  openLog(terminal: { readonly width: number; readonly height: number }): LogWriter;
  /** Most bytes of output; `undefined`: no limit. */
  readonly logLimit: number | undefined;
  /**
   * Private folder of this act; absolute. A tool that needs it makes it: what is in it after the act are artifacts. A path
   * that starts with its name is the tool's too. All of it is removed after the act.
   */
  readonly scratch: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What a tool call did. Strings in `result` and `outputs` are not masked yet: the runtime masks them. */
export interface ToolOutcome {
  readonly ok: boolean;
  /** Why it is not ok: `tool.exit`, `tool.timeout`, `tool.stopped`, `http.status`, `sql.…`. */
  readonly error: ErrorData | null;
  readonly result: JsonObject;
  /** Outputs that the call itself wrote (`$OPS_OUTPUT`). */
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: LogRef | null;
  /** What acted, where that is not the same for every call of the kind. */
  readonly tool?: ToolIdentity;
}

/** Keeps files by their content. */
export interface ArtifactStore {
  /**
   * Takes a file in: masked when it is text, hashed, stored once per content. `name` as it stands in listings.
   * Throws AppError `artifact.unreadable`.
   */
  put(file: string, name: string, stepId: string, mask: Mask): Promise<ArtifactRef>;
}
