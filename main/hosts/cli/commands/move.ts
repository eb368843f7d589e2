import { type Command, Option } from 'commander';
import { commandRun } from '#main/runtime/commands.ts';
import { appError } from '#shared/lib/app-error.ts';
import { LANES, type Lane } from '#shared/pulser/plan.ts';
import { runLabel } from '#shared/run/ids.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { requireRun } from '../find-run.ts';
import type { Invocation } from '../invocation.ts';
import type { Accept } from './accept.ts';

interface MoveOptions {
  readonly lane?: Lane | 'any';
  readonly before?: string;
}

export function registerMove(program: Command, accept: Accept): void {
  program
    .command('move')
    .description('move a queued run to another lane or place; without --before behind all others')
    .argument('<run>', 'R-12, 12, or the beginning of an id')
    .addOption(new Option('--lane <lane>', 'the lane to ask for (default: as it does now)').choices([...LANES, 'any']))
    .option('--before <run>', 'the queued run of the same session to stand before')
    .action((run: string, options: MoveOptions) => accept((invocation) => move(invocation, run, options)));
}

async function move(invocation: Invocation, reference: string, options: MoveOptions): Promise<ExitCode> {
  const room = await invocation.openRoom();
  const { runId, laneWish } = requireRun(room.store, reference);
  const before = options.before === undefined ? null : requireRun(room.store, options.before).runId;
  const lane = options.lane === undefined ? laneWish : options.lane === 'any' ? null : options.lane;
  const context = { actor: room.actor, at: room.services.clock.now() };
  const outcome = commandRun(room.store, runId, { type: 'move', lane, before }, context);
  if (!outcome.ok) throw appError(outcome.error);
  const run = requireRun(room.store, runId);
  const { ahead } = room.store.runs.queuePosition(runId);
  const where = lane === null ? 'any lane' : `lane ${lane}`;
  const place = `${ahead} ${ahead === 1 ? 'run stands' : 'runs stand'} before it`;
  invocation.print({ run, ahead }, () => `${runLabel(run.number)} queues for ${where}: ${place}\n`);
  return EXIT.ok;
}
