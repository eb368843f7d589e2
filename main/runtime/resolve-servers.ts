import type { McpServerStore, RegisteredServer } from '#main/engine/ports/mcp.ts';
import type { Store } from '#main/engine/ports/store.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { isLooser, isWeakerEffect, permissionFor } from '#shared/mcp/permission.ts';
import type { Permission, ResolvedServer, ResolvedTool, ServerPins } from '#shared/mcp/pin.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { Step } from '#shared/pulser/step.ts';

/** A place of a plan that calls a tool. */
interface Use {
  readonly step: Step;
  readonly as: 'do' | 'undo' | 'check';
  readonly server: string;
  readonly tool: string;
}

/** A server that may be called, and what of it was approved. */
interface Usable {
  readonly server: RegisteredServer;
  readonly pins: ServerPins;
}

/** What the rules for a plan's name say of one tool, and whether the plan may be loosened by them. */
interface Ruled {
  readonly plan: string;
  readonly rule: Permission | undefined;
  readonly isPublished: boolean;
}

/**
 * The servers that a plan calls, as they are approved now, with the tools that it calls. `digest`: of the plan. Throws an AppError
 * `mcp.…` that names the step for the first call that may not be made.
 */
export function resolveServers(
  { mcp: servers, library }: Pick<Store, 'mcp' | 'library'>,
  plan: Plan,
  digest: Digest,
): readonly ResolvedServer[] {
  const uses = plan.steps.flatMap(usesOf);
  if (uses.length === 0) return [];
  const rules = new Map<string, Permission>();
  for (const rule of servers.planRules(plan.name)) rules.set(JSON.stringify([rule.server, rule.tool]), rule.permission);
  const isPublished = library.isPublished(digest);
  const stray = uses.find((use) => !plan.servers.includes(use.server));
  if (stray !== undefined) {
    throw refusal('mcp.unnamed-server', stray, `calls the server ${stray.server}, which the plan does not name`, {
      hint: `name it in the plan: servers: [${[...plan.servers, stray.server].join(', ')}]`,
    });
  }
  return [...new Set(plan.servers)].flatMap((name) => {
    const [first, ...others] = uses.filter((use) => use.server === name);
    if (first === undefined) return [];
    const { server, pins } = usable(servers, first);
    const tools = new Map<string, ResolvedTool>();
    for (const use of [first, ...others]) {
      const rule = rules.get(JSON.stringify([name, use.tool]));
      tools.set(use.tool, resolvedTool(use, pins, { plan: plan.name, rule, isPublished }));
    }
    const { identity, names } = pins;
    return [{ name, definition: server.digest, identity, names, tools: Object.fromEntries(tools) }];
  });
}

function usesOf(step: Step): readonly Use[] {
  const calls: readonly (Use | undefined)[] = [
    ...step.before.map((check) => check.mcp && { step, as: 'check' as const, ...named(check.mcp) }),
    step.do.mcp && { step, as: 'do' as const, ...named(step.do.mcp) },
    ...step.verify.map((check) => check.mcp && { step, as: 'check' as const, ...named(check.mcp) }),
    step.undo?.mcp && { step, as: 'undo' as const, ...named(step.undo.mcp) },
  ];
  return calls.filter((call) => call !== undefined);
}

function named({ server, tool }: { readonly server: string; readonly tool: string }): Pick<Use, 'server' | 'tool'> {
  return { server, tool };
}

function usable(servers: McpServerStore, use: Use): Usable {
  const { server: name } = use;
  const server = servers.get(name);
  if (server === undefined) {
    throw refusal('mcp.unknown-server', use, `calls the MCP server ${name}, which is not set up here`, {
      hint: 'add a server of that name and approve it',
    });
  }
  if (!server.isEnabled) {
    throw refusal('mcp.disabled', use, `calls the MCP server ${name}, which is switched off`, { hint: 'switch it on' });
  }
  if (server.approved === null) {
    throw refusal('mcp.not-approved', use, `calls the MCP server ${name}, which nobody has approved yet`, {
      hint: 'look at how it is started, and approve it',
    });
  }
  if (server.approved.digest !== server.digest) {
    throw refusal(
      'mcp.definition-changed',
      use,
      `calls the MCP server ${name}, which was changed after it was approved`,
      {
        hint: 'look at how it is started now, and approve it again',
      },
    );
  }
  if (server.pins === null) {
    throw refusal('mcp.not-pinned', use, `calls the MCP server ${name}, whose tools nobody has approved yet`, {
      hint: 'connect to it, look at its tools, and pin them',
    });
  }
  return { server, pins: server.pins };
}

function resolvedTool(use: Use, pins: ServerPins, ruled: Ruled): ResolvedTool {
  const pinned = pins.tools.find((tool) => tool.name === use.tool);
  const what = `${use.tool} of ${use.server}`;
  if (pinned === undefined) {
    const names = pins.tools.map((tool) => tool.name).join(', ');
    throw refusal('mcp.unknown-tool', use, `calls ${what}, which is not among the approved tools`, {
      hint: names === '' ? 'it has no tools' : `approved tools: ${names}`,
    });
  }
  const permission = permissionFor(pinned, ruled);
  const setAside = setAsideHint(pinned.permission, ruled);
  if (permission === 'deny') {
    throw refusal('mcp.denied', use, `calls ${what}, which is denied`, {
      hint: setAside ?? 'change the permission of the tool, for this plan or for all, or call another one',
    });
  }
  const { digest, effect } = pinned;
  if (use.as === 'check' && (effect !== 'read' || permission !== 'allow')) {
    throw refusal('mcp.not-read-only', use, `calls ${what} in a check, which may only read and cannot ask`, {
      hint:
        effect === 'read' && setAside !== undefined
          ? setAside
          : `it is ${effect} and ${permission} now: if you know that it only reads, say effect read and permission allow`,
    });
  }
  if (use.as !== 'check' && isWeakerEffect(use.step.effect, effect)) {
    throw refusal('mcp.effect', use, `says effect ${use.step.effect}, and calls ${what}, whose effect is ${effect}`, {
      hint: `say effect: ${effect} in the step, or judge the tool anew if it does less`,
    });
  }
  return { digest, permission, effect };
}

/** What to say where a rule for the plan's name would have let more happen, were the plan published. */
function setAsideHint(permission: Permission, { plan, rule, isPublished }: Ruled): string | undefined {
  if (rule === undefined || isPublished || !isLooser(rule, permission)) return undefined;
  return `the rule that makes it ${rule} for ${plan} holds only for what the library has published under that name: publish this plan, or change the permission for all plans`;
}

function refusal(code: string, use: Use, what: string, { hint }: { readonly hint: string }): AppError {
  const message = `step ${use.step.id} ${what}`;
  return new AppError(code, message, { hint, details: { step: use.step.id, server: use.server, tool: use.tool } });
}
