import type { Digest } from '../lib/digest.ts';
import type { Json, JsonObject } from '../lib/json.ts';

export const PERMISSIONS = ['allow', 'ask', 'deny'] as const;
/** What plans and people may do with a tool, the loosest first: call it, call it after a person agreed, or not at all. */
export type Permission = (typeof PERMISSIONS)[number];

export const TOOL_EFFECTS = ['read', 'write', 'irreversible'] as const;
/** What a call may do, as the operator has judged it. A server's own annotations are shown, and decide nothing. */
export type ToolEffect = (typeof TOOL_EFFECTS)[number];

/** Who a server says it is, when it is connected to. */
export interface ServerIdentity {
  readonly name: string;
  readonly version: string;
  /** Revision of the protocol that was agreed, such as `2025-11-25`. */
  readonly protocol: string;
}

/** What a server offered at one moment: whole tool objects as they came over the wire, in its order. */
export interface ServerSnapshot {
  readonly identity: ServerIdentity;
  readonly tools: readonly JsonObject[];
}

/** A tool as it was approved. */
export interface PinnedTool {
  readonly name: string;
  /** sha256 of the canonical JSON (RFC 8785) of the whole tool object. */
  readonly digest: Digest;
  /** The object itself, for a readable difference later. */
  readonly tool: JsonObject;
  readonly permission: Permission;
  readonly effect: ToolEffect;
}

/** Everything of a server that was approved. */
export interface ServerPins {
  readonly identity: ServerIdentity;
  /** sha256 of the canonical JSON of the sorted array of tool names. */
  readonly names: Digest;
  readonly tools: readonly PinnedTool[];
  /** ms UTC, and by whom. */
  readonly approvedAt: number;
  readonly approvedBy: string;
}

/** One place where a tool object is not what was approved; `undefined` where there is none. */
export interface ToolDifference {
  /** JSON Pointer into the tool object. */
  readonly pointer: string;
  readonly approved: Json | undefined;
  readonly offered: Json | undefined;
}

/** How what a server offers differs from what was approved. Empty lists: it does not. */
export interface ServerDrift {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly tool: string; readonly differences: readonly ToolDifference[] }[];
  /** Names that stand more than once in what is offered. */
  readonly duplicates: readonly string[];
}

/** A tool as a run may use it, settled when the run was made. */
export interface ResolvedTool {
  readonly digest: Digest;
  readonly permission: Exclude<Permission, 'deny'>;
  readonly effect: ToolEffect;
}

/** A server as a run may use it, settled when the run was made: part of `run.created`, and so of the proof. */
export interface ResolvedServer {
  readonly name: string;
  /** sha256 of the canonical JSON of the approved definition. */
  readonly definition: Digest;
  readonly identity: ServerIdentity;
  readonly names: Digest;
  /** The tools that the plan calls, by name. */
  readonly tools: Readonly<Record<string, ResolvedTool>>;
}
