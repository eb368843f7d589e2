import type { Command } from 'commander';
import { operatorCommand } from '#main/runtime/operator-command.ts';
import { appError } from '#shared/lib/app-error.ts';
import { runLabel } from '#shared/run/ids.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { requireRun } from '../find-run.ts';
import type { Invocation } from '../invocation.ts';
import type { Accept } from './accept.ts';

interface ResolveOptions {
  readonly reason: string;
  readonly ignore?: boolean;
}

export function registerResolve(program: Command, accept: Accept): void {
  program
    .command('resolve')
    .description('take an ended run off the red list: it was dealt with')
    .argument('<run>', 'R-12, 12, or the beginning of an id')
    .requiredOption('--reason <text>', 'what was done about it')
    .option('--ignore', 'it needs nothing to be done')
    .action((run: string, options: ResolveOptions) => accept((invocation) => resolve(invocation, run, options)));
}

async function resolve(invocation: Invocation, reference: string, options: ResolveOptions): Promise<ExitCode> {
  const room = await invocation.openRoom();
  const { runId } = requireRun(room.store, reference);
  const disposition = options.ignore === true ? 'ignored' : 'resolved';
  const outcome = await operatorCommand(
    room.services,
    runId,
    { type: 'set-disposition', disposition, reason: options.reason, by: null },
    room.actor,
  );
  if (!outcome.ok) throw appError(outcome.error);
  const run = requireRun(room.store, runId);
  invocation.print({ run }, () => `${runLabel(run.number)} ${disposition}: ${options.reason}\n`);
  return EXIT.ok;
}
