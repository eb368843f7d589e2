import type { ResolvedServer, ResolvedTool } from '#shared/mcp/pin.ts';
import type { Step } from '#shared/pulser/step.ts';

/** The servers, among those of a run, that a step's calls and checks name; in the order of the run. */
export function stepServers(servers: readonly ResolvedServer[], step: Step): readonly ResolvedServer[] {
  if (servers.length === 0) return [];
  const named = new Set([step.do, step.undo, ...step.before, ...step.verify].map((one) => one?.mcp?.server));
  return servers.filter(({ name }) => named.has(name));
}

/** The tool that a step's act calls, as it was approved; `undefined` where it calls none. */
export function actTool(servers: readonly ResolvedServer[], step: Step): ResolvedTool | undefined {
  const call = step.do.mcp;
  const server = call === undefined ? undefined : servers.find(({ name }) => name === call.server);
  if (call === undefined || server === undefined || !Object.hasOwn(server.tools, call.tool)) return undefined;
  return server.tools[call.tool];
}
