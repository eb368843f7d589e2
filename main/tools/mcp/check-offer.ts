import type { RegisteredServer } from '#main/engine/ports/mcp.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { serverDrift } from '#shared/mcp/drift.ts';
import type { ResolvedServer } from '#shared/mcp/pin.ts';
import type { Offer, OfferedTool } from './offer.ts';

/** A tool that the protocol allows to call. */
export type CallableTool = OfferedTool & { readonly definition: NonNullable<OfferedTool['definition']> };

/**
 * The tool that a call asks for, as it is offered now. Throws AppError `mcp.drift` when it, or the set of names, is not what
 * the run was made with, `mcp.duplicate-tool`, and `mcp.unknown-tool`.
 */
export function checkOffer(
  offer: Offer,
  server: ResolvedServer,
  name: string,
  registered: RegisteredServer,
): CallableTool {
  const resolved = Object.hasOwn(server.tools, name) ? server.tools[name] : undefined;
  if (resolved === undefined) throw unknownTool(server.name, name, 'is not among the tools that the plan calls');
  if (offer.duplicates.length > 0) {
    throw new AppError('mcp.duplicate-tool', `${server.name} offers ${offer.duplicates.join(', ')} more than once`, {
      hint: 'which of them a call reaches is not known; tell whoever makes the server',
      details: { duplicates: [...offer.duplicates] },
    });
  }
  const tool = offer.tools.get(name);
  if (offer.names !== server.names || tool === undefined || tool.digest !== resolved.digest) {
    throw drifted(offer, server.name, name, registered);
  }
  if (tool.definition === undefined) {
    throw unknownTool(server.name, name, 'declares headers that the protocol does not allow, so it must not be called');
  }
  return { ...tool, definition: tool.definition };
}

function drifted(offer: Offer, server: string, name: string, registered: RegisteredServer): AppError {
  const drift = serverDrift(registered.pins ?? { tools: [] }, offer.snapshot.tools);
  return new AppError('mcp.drift', `${server} does not offer any more what was approved, so ${name} was not called`, {
    hint: `look at the difference and approve it with: opsroom mcp pin ${server}; then start a new run`,
    details: { server, tool: name, drift: drift as unknown as JsonObject },
  });
}

function unknownTool(server: string, tool: string, why: string): AppError {
  return new AppError('mcp.unknown-tool', `${server}: ${tool} ${why}`, { details: { server, tool } });
}
