import type { McpServerStore } from '#main/engine/ports/mcp.ts';
import type { Finding } from './examine-machine.ts';

/** The MCP servers of the data folder: which of them plans cannot use yet. Connects to none; no finding without servers. */
export function examineServers(mcp: McpServerStore): readonly Finding[] {
  const name = 'MCP servers';
  const unreadable = mcp.unreadable();
  if (unreadable.length > 0) {
    const names = unreadable.map((server) => server.name).join(', ');
    return [{ name, status: 'warn', message: `written by a later release: ${names}`, fix: 'use that release' }];
  }
  const servers = mcp.list();
  if (servers.length === 0) return [];
  const open = servers.filter(({ isEnabled, approved, digest, pins }) => {
    return isEnabled && (approved?.digest !== digest || pins === null);
  });
  if (open.length === 0) return [{ name, status: 'ok', message: `${servers.length}, each approved or disabled` }];
  const names = open.map(({ definition }) => definition.name).join(', ');
  const [first] = open;
  const fix = `opsroom mcp approve ${first?.definition.name ?? ''}`;
  return [{ name, status: 'warn', message: `not approved as they are, or not pinned: ${names}`, fix }];
}
