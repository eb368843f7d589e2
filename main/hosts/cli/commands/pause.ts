import type { Command } from 'commander';
import { operatorCommand } from '#main/runtime/operator-command.ts';
import { appError } from '#shared/lib/app-error.ts';
import { runLabel } from '#shared/run/ids.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { requireRun } from '../find-run.ts';
import { runWord } from '../format/words.ts';
import type { Invocation } from '../invocation.ts';
import { isWorked, noWorkerText } from '../live-worker.ts';
import type { Accept } from './accept.ts';

interface PauseOptions {
  readonly reason?: string;
}

export function registerPause(program: Command, accept: Accept): void {
  program
    .command('pause')
    .description('let what is under way come to its end, and begin nothing more of a run until it is resumed')
    .argument('<run>', 'R-12, 12, or the beginning of an id')
    .option('--reason <text>', 'why')
    .action((run: string, options: PauseOptions) => accept((invocation) => hold(invocation, run, 'pause', options)));
}

export function registerResume(program: Command, accept: Accept): void {
  program
    .command('resume')
    .description('lift the pause of a run: it queues at the head of its lane')
    .argument('<run>', 'R-12, 12, or the beginning of an id')
    .option('--reason <text>', 'why')
    .action((run: string, options: PauseOptions) =>
      accept((invocation) => hold(invocation, run, 'lift-pause', options)),
    );
}

async function hold(
  invocation: Invocation,
  reference: string,
  type: 'pause' | 'lift-pause',
  options: PauseOptions,
): Promise<ExitCode> {
  const room = await invocation.openRoom();
  const { runId } = requireRun(room.store, reference);
  const outcome = await operatorCommand(room.services, runId, { type, reason: options.reason ?? null }, room.actor);
  if (!outcome.ok) throw appError(outcome.error);
  const run = requireRun(room.store, runId);
  const label = runLabel(run.number);
  invocation.print({ run }, () => `${label} ${type === 'pause' ? runWord(run).text : 'resumed'}\n`);
  if (run.execution === 'queued' && !isWorked(room, run)) invocation.say(noWorkerText(label));
  return EXIT.ok;
}
