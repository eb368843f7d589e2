import type { McpServerStore, RegisteredServer } from '#main/engine/ports/mcp.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { ServerDefinition } from '#shared/mcp/server.ts';
import type { OpenedImport } from './open-import.ts';

export interface TakeOptions {
  readonly servers: McpServerStore;
  readonly setSecret: (name: string, value: string) => Promise<void>;
  readonly now: () => number;
  /** Servers of those names are replaced. */
  readonly replace: boolean;
  /** Only these, by their names here; all when absent. */
  readonly names?: readonly string[];
}

/** Stores what was read: secrets in the vault, then the servers; nothing starts. Throws AppError `mcp.exists`, `vault.*`. */
export async function takeImport(opened: OpenedImport, options: TakeOptions): Promise<readonly RegisteredServer[]> {
  const { servers, setSecret, now, replace, names } = options;
  const { file } = opened;
  const chosen = file.servers.filter(({ definition }) => names === undefined || names.includes(definition.name));
  if (!replace)
    refuseExisting(
      servers,
      chosen.map(({ definition }) => definition.name),
    );
  await opened.unpack();
  for (const { secrets } of chosen) {
    for (const { name, value } of secrets) if (value !== null) await setSecret(name, value);
  }
  return chosen.map(({ definition, isEnabled }) => {
    const stored = servers.put(definition, file.format, now());
    return stored.isEnabled === isEnabled ? stored : servers.setEnabled(definition.name, isEnabled, now());
  });
}

/** Throws AppError `mcp.exists` that names every server that is there already. */
export function refuseExisting(servers: McpServerStore, names: readonly string[]): void {
  const known = new Set([
    ...servers.list().map(({ definition }) => definition.name),
    ...servers.unreadable().map(({ name }) => name),
  ]);
  const existing = names.filter((name) => known.has(name));
  if (existing.length === 0) return;
  throw new AppError('mcp.exists', `there is an MCP server of that name already: ${existing.join(', ')}`, {
    hint: 'choose another name, or replace it',
    details: { servers: existing },
  });
}

/** Names of secrets that servers use, and which server: what is imported gets other ones. */
export function secretsInUse(servers: McpServerStore): ReadonlyMap<string, string> {
  return new Map(
    servers.list().flatMap(({ definition }) => secretsOf(definition).map((name) => [name, definition.name])),
  );
}

/** Names of the secrets that a definition needs. */
export function secretsOf(definition: ServerDefinition): readonly string[] {
  if (definition.transport === 'stdio') return Object.values(definition.secretEnv);
  const { secretHeaders, oauth } = definition;
  return [...Object.values(secretHeaders), ...(oauth?.clientSecret === undefined ? [] : [oauth.clientSecret])];
}
