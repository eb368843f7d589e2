import { digestHex } from '#shared/lib/digest.ts';
import type { ResolvedServer, ResolvedTool } from '#shared/mcp/pin.ts';
import type { PlanStep } from './plan-facts.ts';
import { digest, listOf, mapOf, nullOr, object, oneOf, optional, type Shape, text, words } from './shape.ts';

// What a proof says of MCP servers: the run names them with what of them was approved, each act and each reading the tool that it used.

/** A server of `run.created`. */
export const resolvedServer: Shape = object({
  name: text,
  definition: digest,
  identity: object({ name: text, version: text, protocol: text }),
  names: digest,
  tools: mapOf(object({ digest, permission: oneOf('allow', 'ask'), effect: oneOf('read', 'write', 'irreversible') })),
});

/** The tool of an act or a reading. */
export const toolIdentity: Shape = object({
  kind: text,
  name: words,
  version: words,
  pin: optional(object({ tool: digest, definition: digest })),
});

export const asker: Shape = object({ server: text, url: nullOr(words), optional: listOf(text) });

/** A call or a check of a plan, as far as servers go. */
interface Call {
  readonly mcp?: { readonly server: string; readonly tool: string } | undefined;
}

/** The servers of a run that a step names. */
export function serversOf(servers: readonly ResolvedServer[], step: PlanStep): readonly ResolvedServer[] {
  return servers.filter(({ name }) => callsOf(step).some((call) => call?.mcp?.server === name));
}

/** What of the tool of a call was approved; `undefined` where the run does not say. */
export function approvedTool(
  servers: readonly ResolvedServer[],
  call: Call | undefined,
): { readonly server: ResolvedServer; readonly tool: ResolvedTool } | undefined {
  const { mcp } = call ?? {};
  const server = servers.find(({ name }) => name === mcp?.server);
  if (mcp === undefined || server === undefined || !Object.hasOwn(server.tools, mcp.tool)) return undefined;
  const tool = server.tools[mcp.tool];
  return tool === undefined ? undefined : { server, tool };
}

/** True where a person had to agree before the act: to it, or to what undoes it. */
export function neededApproval(servers: readonly ResolvedServer[], step: PlanStep): boolean {
  if (step.approve !== undefined || step.effect === 'irreversible') return true;
  return [step.do, step.undo].some((call) => approvedTool(servers, call)?.tool.permission === 'ask');
}

/** A tool of a server as statements name it, by the digest under which it was approved. */
interface ToolResource {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

/** Every tool that a run may call. */
export function allTools(servers: readonly ResolvedServer[]): readonly ToolResource[] {
  return servers.flatMap(({ name, tools }) =>
    Object.entries(tools)
      .map(([tool, { digest: of }]) => ({ name: `mcp:${name}/${tool}`, digest: { sha256: digestHex(of) } }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
}

/** Those of them that a step names. */
export function calledTools(servers: readonly ResolvedServer[], step: PlanStep): readonly ToolResource[] {
  const named = new Set(callsOf(step).map((call) => `mcp:${call?.mcp?.server}/${call?.mcp?.tool}`));
  return allTools(servers).filter(({ name }) => named.has(name));
}

function callsOf(step: PlanStep): readonly (Call | undefined)[] {
  return [step.do, step.undo, ...step.before, ...step.verify];
}
