import type { ErrorData } from '../lib/app-error.ts';
import type { Digest } from '../lib/digest.ts';
import type { JsonObject } from '../lib/json.ts';
import type { Permission, ServerDrift, ServerIdentity, ToolEffect } from '../mcp/pin.ts';
import type { ServerDefinition } from '../mcp/server.ts';
import type { InputDefinition } from '../pulser/input.ts';

/** How a server stands. Nothing of it runs while it is `not-approved`, `disabled` or `stopped`. */
export type ServerState =
  | 'not-approved'
  | 'disabled'
  | 'stopped'
  | 'starting'
  | 'connected'
  | 'slow'
  | 'failed'
  | 'login-required'
  | 'drifted';

/** A server of the registry with how it stands now. */
export interface ServerRow {
  readonly name: string;
  readonly title: string;
  readonly transport: 'stdio' | 'http';
  readonly state: ServerState;
  /** Why it stands so, in words; `null` where the state says it all. */
  readonly reason: string | null;
  /** Of the last answer, ms. */
  readonly latencyMs: number | null;
  readonly isEnabled: boolean;
  /** What it offers was approved. */
  readonly isPinned: boolean;
  /** Pinned tools by what plans may do with them. */
  readonly counts: Readonly<Record<Permission, number>>;
}

export interface ServerList {
  /** By name. */
  readonly servers: readonly ServerRow[];
  /** Servers that a later release wrote, and why they cannot be read; they can be removed. */
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
}

/** A pinned tool as its operator judged it, with what the server says of it. */
export interface ServerTool {
  readonly name: string;
  /** sha256 of the whole tool object. */
  readonly digest: Digest;
  readonly title: string;
  readonly description: string;
  readonly permission: Permission;
  readonly effect: ToolEffect;
  /** What the server itself says of the tool; it decides nothing. */
  readonly hints: readonly string[];
  readonly inputSchema: JsonObject;
  /** The object as it came over the wire. */
  readonly object: JsonObject;
  /** What is offered now is another one, or none; `null`: the same, or not known. */
  readonly drift: 'changed' | 'removed' | null;
}

/** Everything of a server that its screen shows. */
export interface ServerDetail extends ServerRow {
  /** Where it came from. */
  readonly origin: string;
  readonly definition: ServerDefinition;
  /** Of the definition; what is approved is this. */
  readonly digest: Digest;
  readonly approved: { readonly at: number; readonly by: string } | null;
  /** Names of secrets that the definition needs and that are not there. */
  readonly missingSecrets: readonly string[];
  /** What somebody who approves it should know of the command. */
  readonly warnings: readonly string[];
  readonly identity: ServerIdentity | null;
  readonly pinnedAt: number | null;
  readonly pinnedBy: string | null;
  readonly tools: readonly ServerTool[];
  /** What the server offers now, where it is not what was pinned; `offer` names exactly that. */
  readonly drift: { readonly offer: Digest; readonly differences: ServerDrift } | null;
  readonly offers: ServerOffers | null;
  readonly planRules: readonly { readonly plan: string; readonly tool: string; readonly permission: Permission }[];
}

/** What a connected server has beside its tools. */
export interface ServerOffers {
  /** It tells when a resource changes, to whom that subscribes. */
  readonly canSubscribe: boolean;
  readonly resources: readonly {
    readonly uri: string;
    readonly name: string;
    readonly description: string;
    readonly mimeType: string;
  }[];
  readonly templates: readonly { readonly uriTemplate: string; readonly name: string; readonly description: string }[];
  readonly prompts: readonly {
    readonly name: string;
    readonly description: string;
    readonly arguments: readonly {
      readonly name: string;
      readonly description: string;
      readonly required: boolean;
    }[];
  }[];
}

/** A part of an answer. Long texts and large files are cut, and say so: `omitted` bytes are not there. */
export type ContentView =
  | { readonly type: 'text'; readonly text: string; readonly omitted: number }
  | {
      readonly type: 'binary';
      readonly name: string;
      readonly mimeType: string;
      readonly bytes: number;
      /** base64; `null` where it is too large to show. */
      readonly data: string | null;
    }
  | {
      readonly type: 'resource';
      readonly uri: string;
      readonly mimeType: string;
      readonly text: string;
      readonly omitted: number;
    }
  | { readonly type: 'link'; readonly uri: string; readonly name: string; readonly mimeType: string };

/** What a call gave, masked. */
export interface CallResultView {
  /** The tool says that it failed. */
  readonly isError: boolean;
  readonly structured: JsonObject | null;
  readonly content: readonly ContentView[];
  /** Its number in the record of calls: the `id` of a `CallRow`. */
  readonly record: number;
  /** ms UTC of its start. */
  readonly at: number;
  readonly durationMs: number;
}

/** What a server asks in the middle of a call. */
export type ServerQuestion =
  | {
      readonly kind: 'form';
      readonly message: string;
      readonly fields: Readonly<Record<string, InputDefinition>>;
      readonly required: readonly string[];
    }
  | { readonly kind: 'url'; readonly message: string; readonly url: string };

/** What becomes of a call, as it goes on; `done` comes last. */
export type CallEvent =
  | { readonly kind: 'started'; readonly callId: string }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'question'; readonly questionId: string; readonly question: ServerQuestion }
  /** Answered, or not asked any more. */
  | { readonly kind: 'settled'; readonly questionId: string }
  | { readonly kind: 'done'; readonly result: CallResultView };

/** A call that was made here, as it is kept. */
export interface CallRow {
  readonly id: number;
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly isError: boolean;
  readonly error: ErrorData | null;
  readonly result: JsonObject | null;
  readonly actor: string;
  readonly at: number;
  readonly durationMs: number;
}

/** A message of the protocol, masked. */
export interface ProtocolMessage {
  readonly seq: number;
  readonly at: number;
  readonly direction: 'sent' | 'received';
  readonly kind: 'request' | 'response' | 'notification' | 'error';
  /** `null` for an answer to something that is not known any more. */
  readonly method: string | null;
  readonly id: string | number | null;
  readonly durationMs: number | null;
  /** The message as JSON; cut when it is long. */
  readonly text: string;
}

/** What was found in a configuration, before anything of it is taken over. */
export interface ImportPreview {
  readonly importId: string;
  /** The kind of file, in words. */
  readonly format: string;
  readonly servers: readonly {
    readonly name: string;
    readonly definition: ServerDefinition;
    /** Secrets by name: `given` values were in the file and go to the vault. */
    readonly secrets: readonly { readonly name: string; readonly given: boolean }[];
    readonly warnings: readonly string[];
    /** There is a server of that name; it is replaced only when that is asked for. */
    readonly exists: boolean;
  }[];
}
