import type { Command } from 'commander';
import { AppError } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { isSteady, serverDrift } from '#shared/mcp/drift.ts';
import { driftLines } from '#shared/mcp/drift-text.ts';
import type { Accept } from '../commands/accept.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { table } from '../format/table.ts';
import type { Invocation } from '../invocation.ts';
import { offerOf } from './offer.ts';
import { openServer, stoppable } from './own-servers.ts';
import { firstLine, toolLines, toolName, toolTable } from './tool-text.ts';

interface ToolsOptions {
  readonly live?: boolean;
}

export function registerTools(mcp: Command, accept: Accept): void {
  mcp
    .command('tools')
    .description('list the pinned tools of a server, or tell all of one; what does not show in them is revealed')
    .argument('<name>', 'server')
    .argument('[tool]', 'one tool')
    .option('--live', 'connect, and show what is offered now')
    .action((name: string, tool: string | undefined, options: ToolsOptions) =>
      accept((invocation) => tools(invocation, name, tool, options)),
    );
}

async function tools(
  invocation: Invocation,
  name: string,
  wanted: string | undefined,
  { live }: ToolsOptions,
): Promise<ExitCode> {
  const { room, server } = await openServer(invocation, name);
  const { pins } = server;
  const isLive = live === true || pins === null;
  const offered = isLive ? (await stoppable((signal) => offerOf(room, name, signal))).tools : undefined;
  const drift = pins === null || offered === undefined ? undefined : serverDrift(pins, offered);
  const objects = offered ?? pins?.tools.map(({ tool }) => tool) ?? [];
  if (wanted !== undefined) {
    const tool = objects.find((object) => object['name'] === wanted);
    if (tool === undefined) throw unknownTool(name, wanted, objects);
    const pinned = pins?.tools.find((one) => one.name === wanted);
    invocation.print({ tool, pin: pinned ?? null }, () => {
      const rule =
        pinned === undefined ? 'not pinned' : `${pinned.permission}, effect ${pinned.effect}, ${pinned.digest}`;
      return [...toolLines(tool), '', rule].map((line) => `${line}\n`).join('');
    });
  } else {
    const rules = room.store.mcp.planRules().filter((rule) => rule.server === name);
    invocation.print({ tools: objects, pins, drift: drift ?? null, planRules: rules }, () =>
      offered === undefined && pins !== null
        ? toolTable(pins.tools, rules, invocation.io.outWidth)
        : offeredTable(objects, invocation.io.outWidth),
    );
  }
  if (drift === undefined || isSteady(drift)) return EXIT.ok;
  invocation.say(`${name} does not offer what was pinned:`);
  for (const line of driftLines(drift)) invocation.say(`  ${line}`);
  return EXIT.failed;
}

function offeredTable(objects: readonly JsonObject[], width: number | undefined): string {
  if (objects.length === 0) return 'it offers no tools\n';
  return table(
    objects,
    [
      { title: 'TOOL', value: toolName },
      { title: 'DESCRIPTION', value: firstLine },
    ],
    width,
  );
}

function unknownTool(server: string, tool: string, objects: readonly JsonObject[]): AppError {
  return new AppError('mcp.unknown-tool', `${server} has no tool ${tool}`, {
    hint: `tools: ${objects.map(toolName).join(', ')}`,
  });
}
