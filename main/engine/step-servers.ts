import type { ResolvedServer } from '#shared/mcp/pin.ts';
import type { Step } from '#shared/pulser/step.ts';
import type { ToolCall } from '#shared/pulser/tool-call.ts';

/** The servers, among those of a run, that a step's calls and checks name; in the order of the run. */
export function stepServers(servers: readonly ResolvedServer[], step: Step): readonly ResolvedServer[] {
  if (servers.length === 0) return [];
  const named = new Set([step.do, step.undo, ...step.before, ...step.verify].map((one) => one?.mcp?.server));
  return servers.filter(({ name }) => named.has(name));
}

/** Whether the tool that an act or an undo calls asks first, as it was approved. */
export function asksFirst(servers: readonly ResolvedServer[], { mcp: call }: Pick<ToolCall, 'mcp'>): boolean {
  const server = call === undefined ? undefined : servers.find(({ name }) => name === call.server);
  if (call === undefined || server === undefined || !Object.hasOwn(server.tools, call.tool)) return false;
  return server.tools[call.tool]?.permission === 'ask';
}
