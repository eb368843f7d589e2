import type { McpServerStore, RegisteredServer } from '#main/engine/ports/mcp.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import type { ResolvedServer, ServerSnapshot } from '#shared/mcp/pin.ts';
import { type ServerDefinitionSource, serverDefinition } from '#shared/mcp/server.ts';

/** A server as it stands in a registry, approved unless said otherwise. */
export function registered(source: ServerDefinitionSource, changes: Partial<RegisteredServer> = {}): RegisteredServer {
  const definition = serverDefinition.parse(source);
  const digest = jsonDigest(definition);
  return {
    definition,
    digest,
    origin: 'test',
    approved: { digest, at: 0, by: 'tester' },
    pins: null,
    isEnabled: true,
    createdAt: 0,
    updatedAt: 0,
    ...changes,
  };
}

/** A server with everything pinned that it offers, and every call allowed. */
export function pinned(server: RegisteredServer, snapshot: ServerSnapshot): RegisteredServer {
  const tools = snapshot.tools.map((tool) => ({
    name: String(tool['name']),
    digest: jsonDigest(tool),
    tool,
    permission: 'allow' as const,
    effect: 'write' as const,
  }));
  const names = jsonDigest(tools.map(({ name }) => name).sort());
  return { ...server, pins: { identity: snapshot.identity, names, tools, approvedAt: 0, approvedBy: 'tester' } };
}

/** What a run settles of a pinned server. */
export function resolved(server: RegisteredServer, ...only: readonly string[]): ResolvedServer {
  const { pins, definition, digest } = server;
  if (pins === null) throw new Error('not pinned');
  const tools = pins.tools.filter(({ name }) => only.length === 0 || only.includes(name));
  return {
    name: definition.name,
    definition: digest,
    identity: pins.identity,
    names: pins.names,
    tools: Object.fromEntries(
      tools.map(({ name, digest: tool, effect }) => [name, { digest: tool, effect, permission: 'allow' as const }]),
    ),
  };
}

/** A registry that only answers; a test changes its servers as it goes. */
export class FixedServers implements Pick<McpServerStore, 'get' | 'list'> {
  readonly #servers = new Map<string, RegisteredServer>();

  constructor(...servers: readonly RegisteredServer[]) {
    for (const server of servers) this.set(server);
  }

  set(server: RegisteredServer): void {
    this.#servers.set(server.definition.name, server);
  }

  list(): readonly RegisteredServer[] {
    return [...this.#servers.values()];
  }

  get(name: string): RegisteredServer | undefined {
    return this.#servers.get(name);
  }

  /** As the port: what the client layer does not call is not there. */
  asStore(): McpServerStore {
    return this as unknown as McpServerStore;
  }
}
