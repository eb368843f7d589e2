import type { McpAnswer } from '#main/engine/ports/mcp.ts';
import type {
  CallEvent,
  CallRow,
  ContentView,
  ImportPreview,
  ProtocolMessage,
  ServerDetail,
  ServerList,
  ServerRow,
} from '#shared/api/mcp-views.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import type { ImportAsk } from '#shared/mcp/import/import-asks.ts';
import type { Permission, ToolEffect } from '#shared/mcp/pin.ts';
import type { ServerDefinition } from '#shared/mcp/server.ts';

/** A call that a person makes. */
export interface PersonsCall {
  readonly name: string;
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly confirmed: boolean;
  readonly confirmText: string | null;
}

/** The MCP servers of a data folder as people use them; refusals are AppErrors with the codes of the contract. */
export interface McpDesk {
  list(): ServerList;
  /** Names of servers that changed; an empty list at once. */
  changes(signal: AbortSignal): AsyncGenerator<readonly string[], void, void>;
  get(name: string): Promise<ServerDetail>;
  /** `replace`: any definition of that name, or only the one of the digest. */
  add(definition: ServerDefinition, replace: boolean | Digest): Promise<ServerRow>;
  /** `data` is base64. */
  readImportAsks(data: string): readonly ImportAsk[];
  readImport(data: string, inputs: Readonly<Record<string, readonly string[]>>): ImportPreview;
  importServers(importId: string, names: readonly string[], replace: boolean): Promise<readonly ServerRow[]>;
  remove(name: string): Promise<void>;
  setEnabled(name: string, enabled: boolean): Promise<ServerRow>;
  approve(name: string, digest: Digest): Promise<ServerRow>;
  start(name: string): Promise<ServerRow>;
  stop(name: string): Promise<ServerRow>;
  restart(name: string): Promise<ServerRow>;
  acceptOffer(name: string, offer: Digest): Promise<ServerRow>;
  login(name: string, signal: AbortSignal): AsyncGenerator<{ readonly url: string }, void, void>;
  setRule(
    name: string,
    tool: string,
    rule: { readonly permission?: Permission | undefined; readonly effect?: ToolEffect | undefined },
  ): ServerRow;
  setPlanRule(rule: {
    readonly plan: string;
    readonly server: string;
    readonly tool: string;
    readonly permission: Permission | null;
  }): void;
  call(request: PersonsCall, signal: AbortSignal): AsyncGenerator<CallEvent, void, void>;
  answer(callId: string, questionId: string, answer: McpAnswer): void;
  calls(name: string, tool: string | null, limit: number): readonly CallRow[];
  readResource(name: string, uri: string, signal: AbortSignal): Promise<readonly ContentView[]>;
  followResource(name: string, uri: string, signal: AbortSignal): AsyncGenerator<readonly ContentView[], void, void>;
  getPrompt(
    name: string,
    prompt: string,
    values: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<{
    readonly description: string;
    readonly messages: readonly { readonly role: string; readonly content: ContentView }[];
  }>;
  complete(
    name: string,
    wish: {
      readonly of: 'prompt' | 'template';
      readonly ref: string;
      readonly argument: string;
      readonly value: string;
    },
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  protocol(name: string, after: number, signal: AbortSignal): AsyncGenerator<readonly ProtocolMessage[], void, void>;
  exportProtocol(name: string): string;
  serverLog(name: string): string;
}
