import type { Command } from 'commander';
import type { Accept } from '../commands/accept.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { errorData } from '../report-error.ts';
import { askYes } from './ask-yes.ts';
import { offerOf, pinOffer } from './offer.ts';
import { requireServer, stoppable } from './own-servers.ts';
import { definitionLines, serverDocument } from './server-text.ts';
import { toolTable } from './tool-text.ts';

interface YesOptions {
  readonly yes?: boolean;
}

export function registerApprove(mcp: Command, accept: Accept): void {
  mcp
    .command('approve')
    .description('look at how a server is started or reached, allow it, and pin the tools that it offers')
    .argument('<name>', 'server')
    .option('--yes', 'do not ask: what is shown is allowed')
    .action((name: string, options: YesOptions) => accept((invocation) => approve(invocation, name, options)));
  mcp
    .command('pin')
    .description('pin what a server offers now; differences to what was pinned are shown first')
    .argument('<name>', 'server')
    .option('--yes', 'do not ask: what is shown is pinned')
    .action((name: string, options: YesOptions) => accept((invocation) => pin(invocation, name, options)));
}

async function approve(invocation: Invocation, name: string, { yes }: YesOptions): Promise<ExitCode> {
  const room = await invocation.openRoom();
  const shown = requireServer(room, name);
  const isHttp = shown.definition.transport === 'http';
  invocation.say(`${name}, from ${shown.origin}:`);
  for (const line of definitionLines(shown.definition)) invocation.say(line);
  const question = isHttp ? `let ${name} be connected to` : `let ${name} be started on this machine, with your rights`;
  if (!(await askYes(invocation, question, yes === true))) {
    invocation.print(
      { ...serverDocument(shown), approved: shown.approved, pinned: false },
      () => `${name} is not approved\n`,
    );
    return EXIT.failed;
  }
  const approved = room.store.mcp.approve(name, shown.digest, room.actor.name, room.services.clock.now());
  if (!approved.isEnabled) {
    invocation.print(
      { ...serverDocument(approved), pinned: false },
      () => `${name} is approved, and disabled: nothing was pinned\n`,
    );
    return EXIT.ok;
  }
  try {
    return await pin(invocation, name, { yes: yes === true }, room);
  } catch (error) {
    // The approval stands. Why nothing could be pinned is the failure.
    invocation.say(`${name} is approved; its tools are not pinned yet: opsroom mcp pin ${name}`);
    if (!invocation.json) throw error;
    invocation.print({ ...serverDocument(approved), pinned: false, error: errorData(error) }, () => '');
    return EXIT.failed;
  }
}

async function pin(
  invocation: Invocation,
  name: string,
  { yes }: YesOptions,
  opened?: Awaited<ReturnType<Invocation['openRoom']>>,
): Promise<ExitCode> {
  const room = opened ?? (await invocation.openRoom());
  const server = requireServer(room, name);
  const snapshot = await stoppable((signal) => offerOf(room, name, signal));
  const pinned = await pinOffer(invocation, room, server, snapshot, yes === true);
  if (pinned === undefined) {
    invocation.print({ ...serverDocument(server), pinned: false }, () => `what ${name} offers is not pinned\n`);
    return EXIT.failed;
  }
  const rules = room.store.mcp.planRules().filter((rule) => rule.server === name);
  invocation.print({ ...serverDocument(pinned), pinned: true }, () =>
    toolTable(pinned.pins?.tools ?? [], rules, invocation.io.outWidth),
  );
  invocation.say(
    `say what may be called without asking, and what only reads: opsroom mcp rule ${name} TOOL --allow --effect read`,
  );
  return EXIT.ok;
}
