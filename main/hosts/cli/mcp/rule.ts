import { type Command, Option } from 'commander';
import { isLooser } from '#shared/mcp/permission.ts';
import { type Permission, TOOL_EFFECTS, type ToolEffect } from '#shared/mcp/pin.ts';
import type { Accept } from '../commands/accept.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { usageError } from '../usage-error.ts';
import { requireServer } from './own-servers.ts';
import { toolTable } from './tool-text.ts';

interface RuleOptions {
  readonly allow?: boolean;
  readonly ask?: boolean;
  readonly deny?: boolean;
  readonly inherit?: boolean;
  readonly effect?: ToolEffect;
  readonly plan?: string;
}

export function registerRule(mcp: Command, accept: Accept): void {
  mcp
    .command('rule')
    .description('say what plans and people may do with a tool, and what a call of it does')
    .argument('<name>', 'server')
    .argument('<tool>', 'tool')
    .option('--allow', 'it may be called')
    .option('--ask', 'it may be called after a person agreed')
    .option('--deny', 'it may not be called')
    .addOption(new Option('--effect <effect>', 'what a call of it may do').choices([...TOOL_EFFECTS]))
    .option(
      '--plan <plan>',
      'the permission is for plans of this name alone; one looser than the tool’s own holds only once they are published',
    )
    .option('--inherit', 'with --plan: take the rule of that plan away')
    .action((name: string, tool: string, options: RuleOptions) =>
      accept((invocation) => rule(invocation, name, tool, options)),
    );
}

async function rule(invocation: Invocation, name: string, tool: string, options: RuleOptions): Promise<ExitCode> {
  const permission = permissionOf(options);
  const { effect, plan, inherit } = options;
  if (plan === undefined && inherit === true) throw usageError('--inherit needs --plan', 'name the plan');
  if (plan !== undefined && effect !== undefined) {
    throw usageError('--effect is of the tool, not of a plan', 'give it without --plan');
  }
  if (permission === undefined && effect === undefined && inherit !== true) {
    throw usageError('nothing is said about the tool', 'give --allow, --ask or --deny, or --effect');
  }
  const room = await invocation.openRoom();
  const { mcp } = room.store;
  requireServer(room, name);
  if (plan === undefined) {
    const change = { ...(permission === undefined ? {} : { permission }), ...(effect === undefined ? {} : { effect }) };
    mcp.setRule(name, tool, change, room.services.clock.now());
  } else {
    mcp.setPlanRule({ plan, server: name, tool, permission: permission ?? null });
  }
  const rules = mcp.planRules().filter((one) => one.server === name && one.tool === tool);
  const pinned = requireServer(room, name).pins?.tools.filter((one) => one.name === tool) ?? [];
  const [now] = pinned;
  if (plan !== undefined && permission !== undefined && now !== undefined && isLooser(permission, now.permission)) {
    invocation.say(
      `${permission} is looser than the tool’s own ${now.permission}: it holds only for what the library has published as ${plan}`,
    );
  }
  invocation.print({ server: name, tool, permission: now?.permission, effect: now?.effect, planRules: rules }, () =>
    toolTable(pinned, rules, invocation.io.outWidth),
  );
  return EXIT.ok;
}

function permissionOf(options: RuleOptions): Permission | undefined {
  const given = (['allow', 'ask', 'deny'] as const).filter((permission) => options[permission] === true);
  if (given.length + (options.inherit === true ? 1 : 0) > 1) {
    throw usageError('only one of --allow, --ask, --deny and --inherit can be given');
  }
  return given[0];
}
