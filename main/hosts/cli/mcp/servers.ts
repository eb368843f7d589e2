import type { Command } from 'commander';
import type { PlanRule, RegisteredServer } from '#main/engine/ports/mcp.ts';
import { PERMISSIONS } from '#shared/mcp/pin.ts';
import type { Accept } from '../commands/accept.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { table } from '../format/table.ts';
import { dateAndTime } from '../format/times.ts';
import type { Invocation } from '../invocation.ts';
import { openServer, openToLook } from './own-servers.ts';
import { definitionLines, serverDocument, serverState } from './server-text.ts';
import { toolTable } from './tool-text.ts';

export function registerServers(mcp: Command, accept: Accept): void {
  mcp
    .command('servers')
    .description('list the MCP servers of the data folder, or tell all of one')
    .argument('[name]', 'one server')
    .action((name: string | undefined) =>
      accept((invocation) => (name === undefined ? list(invocation) : show(invocation, name))),
    );
}

async function list(invocation: Invocation): Promise<ExitCode> {
  const mcp = (await openToLook(invocation))?.store.mcp;
  const servers = mcp?.list() ?? [];
  const unreadable = mcp?.unreadable() ?? [];
  const document = { servers: servers.map(serverDocument), planRules: mcp?.planRules() ?? [], unreadable };
  invocation.print(document, () =>
    servers.length === 0
      ? ''
      : table(
          servers,
          [
            { title: 'NAME', value: ({ definition }) => definition.name },
            { title: 'STATE', value: serverState },
            { title: 'TOOLS', value: toolCounts },
            { title: 'FROM', value: ({ origin }) => origin },
            { title: 'REACHED BY', value: reachedBy },
          ],
          invocation.io.outWidth,
        ),
  );
  for (const { reason } of unreadable) invocation.say(`${invocation.io.errPaint('yellow', 'warning')}: ${reason}`);
  if (servers.length === 0) invocation.say('there are no MCP servers; add one: opsroom mcp add, or opsroom mcp import');
  return EXIT.ok;
}

async function show(invocation: Invocation, name: string): Promise<ExitCode> {
  const { room, server } = await openServer(invocation, name);
  const rules = room.store.mcp.planRules().filter((rule) => rule.server === name);
  invocation.print({ ...serverDocument(server), planRules: rules }, () =>
    detail(server, rules, invocation.io.outWidth),
  );
  return EXIT.ok;
}

function detail(server: RegisteredServer, rules: readonly PlanRule[], width: number | undefined): string {
  const { definition, approved, pins, origin } = server;
  const lines = [
    `${definition.name}  ${serverState(server)}, from ${origin}`,
    ...definitionLines(definition),
    approved === null ? '  approved by nobody yet' : `  approved by ${approved.by}, ${dateAndTime(approved.at)}`,
  ];
  if (pins !== null) {
    const { identity } = pins;
    lines.push(`  pinned by ${pins.approvedBy}, ${dateAndTime(pins.approvedAt)}: ${identity.name} ${identity.version}`);
  }
  const text = lines.map((line) => `${line}\n`).join('');
  return pins === null ? text : `${text}\n${toolTable(pins.tools, rules, width)}`;
}

function toolCounts({ pins }: RegisteredServer): string {
  if (pins === null) return '';
  const counts = PERMISSIONS.flatMap((permission) => {
    const count = pins.tools.filter((tool) => tool.permission === permission).length;
    return count === 0 ? [] : [`${count} ${permission}`];
  });
  return counts.length === 0 ? 'none' : counts.join(', ');
}

function reachedBy({ definition }: RegisteredServer): string {
  return definition.transport === 'http' ? definition.url : [definition.command, ...definition.args].join(' ');
}
