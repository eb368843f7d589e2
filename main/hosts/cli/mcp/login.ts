import type { Command } from 'commander';
import { openBrowser } from '../../server/open-browser.ts';
import type { Accept } from '../commands/accept.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { requireServer, stoppable } from './own-servers.ts';

interface LoginOptions {
  readonly browser: boolean;
}

export function registerLogin(mcp: Command, accept: Accept): void {
  mcp
    .command('login')
    .description('log in to a server that asks for it; the tokens go to the vault')
    .argument('<name>', 'server')
    .option('--no-browser', 'only print the address that has to be opened')
    .action((name: string, options: LoginOptions) => accept((invocation) => login(invocation, name, options)));
}

async function login(invocation: Invocation, name: string, { browser }: LoginOptions): Promise<ExitCode> {
  const room = await invocation.openRoom();
  requireServer(room, name);
  const hub = await room.mcp.hub();
  await stoppable((signal) =>
    hub.login(
      name,
      async (url) => {
        invocation.say(`open this address, and log in there: ${url}`);
        if (!browser) return;
        const problem = await openBrowser(url, process.platform);
        if (problem !== undefined) invocation.say(`no browser was opened (${problem})`);
      },
      signal,
    ),
  );
  invocation.print({ name, loggedIn: true }, () => `you are logged in to ${name}\n`);
  return EXIT.ok;
}
