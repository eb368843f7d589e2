import { fileURLToPath } from 'node:url';
import type { ControlRoom } from '#main/hosts/compose.ts';
import type { Permission, ToolEffect } from '#shared/mcp/pin.ts';
import { type ServerDefinitionSource, serverDefinition } from '#shared/mcp/server.ts';

/** What the operator has judged of a tool. */
export interface Judged {
  readonly permission?: Permission;
  readonly effect?: ToolEffect;
}

/** The program of one of the real servers that tests drive: `everything`, `filesystem`, `memory`. */
export function realServer(name: string): string {
  const path = `../../../node_modules/@modelcontextprotocol/server-${name}/dist/index.js`;
  return fileURLToPath(new URL(path, import.meta.url));
}

const ACT_SERVER = fileURLToPath(new URL('../../fixtures/mcp/act-server.ts', import.meta.url));
const ALLOWED: Judged = { permission: 'allow' };
const READS: Judged = { permission: 'allow', effect: 'read' };

/** The tools of the act server that tests of runs call without asking anybody. */
export const ACT_RULES: Readonly<Record<string, Judged>> = {
  read: READS,
  count: READS,
  instant: READS,
  gallery: READS,
  talk: READS,
  ...Object.fromEntries(
    ['write', 'remove', 'ask', 'ask-twice', 'ask-then-lose-patience', 'visit', 'hang', 'slow', 'refuse', 'lie'].map(
      (name) => [name, ALLOWED] as const,
    ),
  ),
};

/** Adds a server to a data folder, approves it, pins what it offers and judges its tools, as an operator does. */
export async function setUpServer(
  room: ControlRoom,
  source: ServerDefinitionSource,
  rules: Readonly<Record<string, Judged>> = {},
): Promise<void> {
  const { mcp } = room.store;
  const now = Date.now();
  const { name } = source;
  const { digest } = mcp.put(serverDefinition.parse(source), 'test', now);
  mcp.approve(name, digest, 'ada', now);
  await pinAgain(room, name);
  for (const [tool, rule] of Object.entries(rules)) mcp.setRule(name, tool, rule, now);
  await (await room.mcp.hub()).stop(name);
}

/** Pins what a server offers now. */
export async function pinAgain(room: ControlRoom, name: string): Promise<void> {
  const { snapshot } = await (await room.mcp.hub()).offer(name, AbortSignal.timeout(30_000));
  room.store.mcp.pin(name, snapshot, 'ada', Date.now());
}

/** The definition of the act server. `note`: a file with the description of its tool `write`. */
export function actServer(note?: string, over: Partial<ServerDefinitionSource> = {}): ServerDefinitionSource {
  const args = [ACT_SERVER, ...(note === undefined ? [] : ['--note', note])];
  return { transport: 'stdio', name: 'acts', command: process.execPath, args, ...over } as ServerDefinitionSource;
}
