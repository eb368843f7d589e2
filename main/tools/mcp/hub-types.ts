import type { McpAnswer, McpCallResult, McpContent, McpQuestion } from '#main/engine/ports/mcp.ts';
import type { AppError } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import type { ServerDrift, ServerIdentity, ServerSnapshot } from '#shared/mcp/pin.ts';

/** How a server stands. Nothing of it runs while it is `not-approved`, `disabled` or `stopped`. */
export type HubState =
  | 'not-approved'
  | 'disabled'
  | 'stopped'
  | 'starting'
  | 'connected'
  | 'slow'
  | 'failed'
  | 'login-required'
  | 'drifted';

export interface HubStatus {
  readonly name: string;
  readonly state: HubState;
  /** Why it does not stand; kept until it stands again. */
  readonly error: AppError | null;
  /** Of the last answer that was waited for only to know it, ms. */
  readonly latencyMs: number | null;
  /** ms UTC; `null` while it does not stand. */
  readonly connectedAt: number | null;
  /** ms UTC of the next attempt to connect by itself; `null` when there will be none. */
  readonly retryAt: number | null;
}

/** What a connected server offers. */
export interface HubOffer {
  readonly identity: ServerIdentity;
  readonly instructions: string;
  readonly snapshot: ServerSnapshot;
  /** Names that stand more than once. */
  readonly duplicates: readonly string[];
  /** Against what is pinned; `null`: nothing is, or there is no difference. */
  readonly drift: ServerDrift | null;
  readonly resources: readonly HubResource[];
  readonly templates: readonly HubTemplate[];
  readonly prompts: readonly HubPrompt[];
  readonly canSubscribe: boolean;
  readonly canComplete: boolean;
}

export interface HubResource {
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  readonly mimeType: string;
}

export interface HubTemplate {
  readonly uriTemplate: string;
  readonly name: string;
  readonly description: string;
}

export interface HubPrompt {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly { readonly name: string; readonly description: string; readonly required: boolean }[];
}

export interface HubCall {
  readonly server: string;
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly timeoutMs?: number | undefined;
  readonly signal: AbortSignal;
  readonly onLine?: ((line: string) => void) | undefined;
  readonly ask?: ((question: McpQuestion, signal: AbortSignal) => Promise<McpAnswer>) | undefined;
}

export interface HubCompletion {
  readonly of: 'prompt' | 'template';
  /** Name of the prompt, or the template. */
  readonly ref: string;
  readonly argument: string;
  readonly value: string;
  /** Arguments that are known already. */
  readonly known?: Readonly<Record<string, string>> | undefined;
}

/** A message of the protocol, masked. */
export interface WireMessage {
  readonly seq: number;
  /** ms UTC. */
  readonly at: number;
  readonly direction: 'sent' | 'received';
  readonly kind: 'request' | 'response' | 'notification' | 'error';
  /** `null` for an answer to something that is not known any more. */
  readonly method: string | null;
  readonly id: string | number | null;
  /** From the request to this answer of it. */
  readonly durationMs: number | null;
  /** The message as JSON; cut when it is long. */
  readonly text: string;
}

/**
 * What changed of a server: how it stands or what it offers, a resource that is subscribed to, that the server does not tell of a
 * resource any more, or its messages.
 */
export type HubChange =
  | { readonly kind: 'state'; readonly server: string }
  | { readonly kind: 'offer'; readonly server: string }
  | { readonly kind: 'resource'; readonly server: string; readonly uri: string }
  | { readonly kind: 'unsubscribed'; readonly server: string; readonly uri: string }
  | { readonly kind: 'protocol'; readonly server: string };

/**
 * Long-lived connections to the servers of a registry, for people who look at them. A server starts when it is first needed,
 * if its definition is approved and it is not switched off, and again by itself when it ends, ever later.
 * Calls that need a server throw the AppErrors of `McpClient.call`, as far as they apply.
 */
export interface McpHub {
  /** Starts nothing. */
  status(server: string): HubStatus;
  start(server: string): Promise<HubStatus>;
  stop(server: string): Promise<HubStatus>;
  restart(server: string): Promise<HubStatus>;
  /** What it offers, listed anew where it said that something changed; connects when need be. */
  offer(server: string, signal: AbortSignal): Promise<HubOffer>;
  /** What was last listed, without asking; `null` while it does not stand. */
  lastOffer(server: string): HubOffer | null;
  /** Refused with `mcp.drift` when it is not what is pinned, `mcp.not-pinned`, and `mcp.denied`. */
  call(call: HubCall): Promise<McpCallResult>;
  readResource(server: string, uri: string, signal: AbortSignal): Promise<readonly McpContent[]>;
  getPrompt(
    server: string,
    prompt: string,
    values: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<{
    readonly description: string;
    readonly messages: readonly { readonly role: string; readonly content: McpContent }[];
  }>;
  complete(server: string, wish: HubCompletion, signal: AbortSignal): Promise<readonly string[]>;
  /** Tells of changes of a resource, as changes of the hub, until it is unsubscribed, or the server ends that or the connection. */
  subscribe(server: string, uri: string, signal: AbortSignal): Promise<void>;
  unsubscribe(server: string, uri: string, signal: AbortSignal): Promise<void>;
  /** Messages after a number, oldest first; the oldest of all are forgotten. */
  protocol(server: string, after: number): readonly WireMessage[];
  /** Every message that is kept, as JSON lines. */
  exportProtocol(server: string): string;
  /** The last of what its process wrote beside messages, masked. */
  serverLog(server: string): string;
  /** Logs in: opens the address that it is told to, and waits until the login came back. Throws AppError `mcp.login-failed`. */
  login(server: string, open: (url: string) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Calls back with each change; the result takes it back. */
  listen(listener: (change: HubChange) => void): () => void;
  close(): Promise<void>;
}
