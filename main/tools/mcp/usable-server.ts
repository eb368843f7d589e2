import type { McpServerStore, RegisteredServer } from '#main/engine/ports/mcp.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { ResolvedServer } from '#shared/mcp/pin.ts';

/** A server that may be connected to. Throws AppError `mcp.unknown-server`, `mcp.disabled`, `mcp.not-approved`. */
export function approvedServer(servers: McpServerStore | undefined, name: string): RegisteredServer {
  const server = servers?.get(name);
  if (server === undefined) {
    throw new AppError('mcp.unknown-server', `there is no MCP server named ${name}`, {
      hint: 'list them with: opsroom mcp servers',
      details: { server: name },
    });
  }
  if (!server.isEnabled) {
    throw new AppError('mcp.disabled', `the MCP server ${name} is switched off`, { details: { server: name } });
  }
  if (server.approved?.digest !== server.digest) {
    throw new AppError('mcp.not-approved', `nobody has approved how the MCP server ${name} is started`, {
      hint: `look at it and approve it with: opsroom mcp approve ${name}`,
      details: { server: name },
    });
  }
  return server;
}

/** The same for a server as a run settled it. Throws AppError `mcp.definition-changed` too. */
export function usableServer(servers: McpServerStore | undefined, resolved: ResolvedServer): RegisteredServer {
  const server = approvedServer(servers, resolved.name);
  if (server.digest !== resolved.definition) {
    throw new AppError(
      'mcp.definition-changed',
      `${resolved.name} is not the server any more that the run was made with`,
      {
        hint: 'start a new run, or change the server back',
        details: { server: resolved.name },
      },
    );
  }
  return server;
}
