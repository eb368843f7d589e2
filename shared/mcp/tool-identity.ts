import type { ToolIdentity } from '../run/event.ts';
import type { ResolvedServer } from './pin.ts';

/** A tool of a server as a proof names it, with the digests under which it was approved. `version` of the server that was called. */
export function toolIdentity(server: ResolvedServer, tool: string, version: string): ToolIdentity {
  const approved = Object.hasOwn(server.tools, tool) ? server.tools[tool] : undefined;
  return {
    kind: 'mcp',
    name: `${server.name}/${tool}`,
    version,
    ...(approved === undefined ? {} : { pin: { tool: approved.digest, definition: server.definition } }),
  };
}
