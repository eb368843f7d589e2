import {
  isJSONRPCErrorResponse,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type Tool,
} from '@modelcontextprotocol/client';
import { jsonDigest } from '#main/kernel/hash.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { isJsonObject, type JsonObject } from '#shared/lib/json.ts';
import type { ServerIdentity, ServerSnapshot } from '#shared/mcp/pin.ts';
import type { WireObserver } from './wire.ts';

/** A tool as it is offered now. */
export interface OfferedTool {
  readonly name: string;
  /** The whole object as it came. */
  readonly raw: JsonObject;
  /** `undefined`: it has no canonical JSON, so that nothing can be compared with it. */
  readonly digest: Digest | undefined;
  /** `undefined`: the protocol forbids to call it. */
  readonly definition: Tool | undefined;
}

/** Every tool that a server offers at one moment. */
export interface Offer {
  readonly snapshot: ServerSnapshot;
  /** Digest of the sorted names. */
  readonly names: Digest;
  /** Names that stand more than once. */
  readonly duplicates: readonly string[];
  readonly tools: ReadonlyMap<string, OfferedTool>;
}

/** Keeps the tool objects of a list as they come over the wire: whoever reads them by a schema loses what it does not know. */
export class RawTools implements WireObserver {
  readonly #asked = new Map<string | number, JsonObject[]>();
  #tools: JsonObject[] = [];

  sent(message: JSONRPCMessage): void {
    if (isJSONRPCRequest(message) && message.method === 'tools/list') this.#asked.set(message.id, this.#tools);
  }

  received(message: JSONRPCMessage): void {
    if (!isJSONRPCResultResponse(message) && !isJSONRPCErrorResponse(message)) return;
    const { id = '' } = message;
    const list = this.#asked.get(id);
    if (list === undefined) return;
    this.#asked.delete(id);
    const tools: unknown = isJSONRPCResultResponse(message) ? message.result['tools'] : undefined;
    if (Array.isArray(tools)) list.push(...structuredClone(tools).filter((tool) => isJsonObject(tool)));
  }

  /** The tools of every list that is asked for from now on, until the next collection begins. */
  collect(): readonly JsonObject[] {
    this.#tools = [];
    return this.#tools;
  }
}

/** Puts what a server offers together. `callable` are the tools that the protocol allows to call. */
export function makeOffer(identity: ServerIdentity, raw: readonly JsonObject[], callable: readonly Tool[]): Offer {
  const definitions = new Map(callable.map((tool) => [tool.name, tool]));
  const tools = new Map<string, OfferedTool>();
  const duplicates = new Set<string>();
  const names: string[] = [];
  for (const tool of raw) {
    const name = typeof tool['name'] === 'string' ? tool['name'] : '';
    names.push(name);
    if (tools.has(name)) duplicates.add(name);
    tools.set(name, { name, raw: tool, digest: digestOf(tool), definition: definitions.get(name) });
  }
  return {
    snapshot: { identity, tools: raw },
    names: jsonDigest(names.map((name) => name.toWellFormed()).sort()),
    duplicates: [...duplicates].sort(),
    tools,
  };
}

function digestOf(tool: JsonObject): Digest | undefined {
  try {
    return jsonDigest(tool);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
