import type { ErrorData } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json, JsonObject } from '#shared/lib/json.ts';
import type {
  Permission,
  ResolvedServer,
  ServerIdentity,
  ServerPins,
  ServerSnapshot,
  ToolEffect,
} from '#shared/mcp/pin.ts';
import type { ServerDefinition } from '#shared/mcp/server.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';
import type { Mask } from './mask.ts';

/** An MCP server in the registry of a data folder. */
export interface RegisteredServer {
  readonly definition: ServerDefinition;
  /** sha256 of the canonical JSON of the definition. */
  readonly digest: Digest;
  /** Where it came from: typed in, or the kind of file that it was imported from. */
  readonly origin: string;
  /** The digest of the definition that a person agreed to start or connect to; `null`: never. */
  readonly approved: { readonly digest: Digest; readonly at: number; readonly by: string } | null;
  readonly pins: ServerPins | null;
  /** Switched off: nothing connects to it. */
  readonly isEnabled: boolean;
  /** ms UTC. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What a plan, by its name, may do with a tool other than every plan. One that loosens holds for published plans alone. */
export interface PlanRule {
  readonly plan: string;
  readonly server: string;
  readonly tool: string;
  readonly permission: Permission;
}

/** A call that was made outside of runs, as it was: for the record. Everything in it is masked. */
export interface McpCallRecord {
  readonly id: number;
  readonly server: string;
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly isError: boolean;
  readonly error: ErrorData | null;
  readonly result: JsonObject | null;
  readonly actor: string;
  /** ms UTC. */
  readonly at: number;
  readonly durationMs: number;
}

/**
 * The MCP servers of a data folder: what they are, what of them was approved, and what plans may call. Synchronous, each call
 * one transaction. A server that is not there is refused with `mcp.unknown-server`.
 */
export interface McpServerStore {
  /** By name. */
  list(): readonly RegisteredServer[];
  /** Servers that a later release wrote, and why they cannot be read: not in the list, they can be replaced or removed. */
  unreadable(): readonly { readonly name: string; readonly reason: string }[];
  /** Throws AppError `mcp.newer-record` for one that cannot be read. */
  get(name: string): RegisteredServer | undefined;
  /** Adds or changes a server. A changed definition has to be approved again; its pins stay, to compare with. */
  put(definition: ServerDefinition, origin: string, now: number): RegisteredServer;
  remove(name: string): void;
  /** Records that a person has seen this very definition. Refused with `mcp.definition-changed` when it is another one now. */
  approve(name: string, digest: Digest, by: string, now: number): RegisteredServer;
  setEnabled(name: string, enabled: boolean, now: number): RegisteredServer;
  /**
   * Pins what the server offers. Permissions and effects of tools that are as they were stay; tools that are new, or changed,
   * begin as `ask` and `write` (a changed one stays `deny`, and `irreversible`), and no plan is allowed to call them
   * any more. Refused with `mcp.duplicate-tool`, and `mcp.tool-object` for a tool that has no name or no canonical JSON.
   */
  pin(name: string, snapshot: ServerSnapshot, by: string, now: number): RegisteredServer;
  /**
   * Refused with `mcp.unknown-tool`, and `mcp.irreversible` for `allow` of what cannot be undone. A tool that becomes
   * irreversible is not allowed any more: it asks, in every plan.
   */
  setRule(
    name: string,
    tool: string,
    rule: { readonly permission?: Permission; readonly effect?: ToolEffect },
    now: number,
  ): RegisteredServer;
  planRules(plan?: string): readonly PlanRule[];
  /** `null` takes the plan's own rule away. Refused like `setRule`. */
  setPlanRule(rule: Omit<PlanRule, 'permission'> & { readonly permission: Permission | null }): void;
  recordCall(record: Omit<McpCallRecord, 'id'>): McpCallRecord;
  /** Newest first. */
  calls(server: string, limit: number): readonly McpCallRecord[];
}

/** What a server asks of a person in the middle of a call. */
export type McpQuestion =
  | {
      readonly kind: 'form';
      readonly server: string;
      readonly message: string;
      readonly fields: Readonly<Record<string, InputDefinition>>;
      readonly required: readonly string[];
    }
  | { readonly kind: 'url'; readonly server: string; readonly message: string; readonly url: string };

/** A person's answer; `values` for a form. */
export type McpAnswer =
  | { readonly action: 'accept'; readonly values: Readonly<Record<string, Json>> }
  | { readonly action: 'decline' }
  | { readonly action: 'cancel' };

/** A part of a tool's result. Bytes of images, audio and resources are in `data`. */
export type McpContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'binary'; readonly name: string; readonly mimeType: string; readonly data: Uint8Array }
  | { readonly type: 'resource'; readonly uri: string; readonly mimeType: string; readonly text: string }
  | { readonly type: 'link'; readonly uri: string; readonly name: string; readonly mimeType: string };

/** What a call gave. Not masked yet. */
export interface McpCallResult {
  /** The tool says that it failed. */
  readonly isError: boolean;
  /** Valid by the tool's output schema, where it has one. */
  readonly structured: JsonObject | null;
  readonly content: readonly McpContent[];
  readonly identity: ServerIdentity;
}

export interface McpCallRequest {
  readonly server: ResolvedServer;
  readonly tool: string;
  readonly arguments: JsonObject;
  /** ms without progress after which the call is given up; the server's own deadline when absent. */
  readonly timeoutMs?: number | undefined;
  readonly signal: AbortSignal;
  /** Told of progress and of what the server logs during the call, one line each. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Asks a person; where it is absent nobody can be asked, and the server is told that its question is canceled. */
  readonly ask?: ((question: McpQuestion, signal: AbortSignal) => Promise<McpAnswer>) | undefined;
}

/**
 * MCP servers as one run, or one page, uses them. Connections open when they are first needed, and end with it, with whatever
 * processes they have started. Before each call what was approved is compared with what the server offers: as it was
 * listed a minute ago at most, and anew when it said that its tools changed.
 */
export interface McpClient {
  /**
   * Throws AppError `mcp.unknown-server`, `mcp.not-approved`, `mcp.disabled`, `mcp.definition-changed`, `mcp.drift` (the drift in
   * its details), `mcp.unknown-tool`, `mcp.connect`, `mcp.login-required`, `mcp.timeout`, `mcp.closed`, `mcp.protocol`,
   * `mcp.output-schema`, `mcp.too-large`, `mcp.bundle-changed`, and the signal's reason.
   */
  call(request: McpCallRequest): Promise<McpCallResult>;
  close(): Promise<void>;
}

/** For whom connections are made. */
export interface McpClientOptions {
  /** The folder that servers start in and are told of as root; absolute. */
  readonly workspace: string;
  /** The whole environment of a server's process, before its own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Marks processes, so that what is left of them can be found: the run and step as the shell tool does it. */
  readonly runId: string | null;
  /** Secrets that connections use are registered with it. */
  readonly mask: Mask;
}
