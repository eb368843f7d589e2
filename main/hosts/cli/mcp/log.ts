import type { Command } from 'commander';
import { valueOf } from '../command-line.ts';
import type { Accept } from '../commands/accept.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { table } from '../format/table.ts';
import { dateAndTime, spanText } from '../format/times.ts';
import type { Invocation } from '../invocation.ts';
import { openServer } from './own-servers.ts';

const USUAL = 50;

export function registerLog(mcp: Command, accept: Accept): void {
  const count = valueOf('a number from 1 to 1000', (text) => {
    const number = Number(text);
    return Number.isInteger(number) && number >= 1 && number <= 1000 ? number : undefined;
  });
  mcp
    .command('log')
    .description('list the calls of a server that were made outside of runs, newest first')
    .argument('<name>', 'server')
    .option('-n, --limit <count>', `most calls (default: ${USUAL})`, count)
    .action((name: string, { limit }: { readonly limit?: number }) =>
      accept((invocation) => log(invocation, name, limit ?? USUAL)),
    );
}

async function log(invocation: Invocation, name: string, limit: number): Promise<ExitCode> {
  const { room } = await openServer(invocation, name);
  const calls = room.store.mcp.calls(name, limit);
  invocation.print({ calls }, () =>
    calls.length === 0
      ? ''
      : table(
          calls,
          [
            { title: 'WHEN', value: ({ at }) => dateAndTime(at) },
            { title: 'TOOL', value: ({ tool }) => tool },
            { title: 'ENDED', value: ({ isError, error }) => error?.code ?? (isError ? 'failed' : 'ok') },
            { title: 'TOOK', value: ({ durationMs }) => spanText(durationMs) },
            { title: 'BY', value: ({ actor }) => actor },
            { title: 'ARGUMENTS', value: (call) => JSON.stringify(call.arguments) },
          ],
          invocation.io.outWidth,
        ),
  );
  if (calls.length === 0) invocation.say(`nothing was called on ${name} outside of runs`);
  return EXIT.ok;
}
