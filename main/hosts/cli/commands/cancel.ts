import type { Command } from 'commander';
import { operatorCommand } from '#main/runtime/operator-command.ts';
import { appError } from '#shared/lib/app-error.ts';
import { runLabel } from '#shared/run/ids.ts';
import { executeHere } from '../execute-here.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lastLane, requireRun } from '../find-run.ts';
import type { Invocation } from '../invocation.ts';
import { finalLine } from '../live/step-lines.ts';
import { runDocument } from '../run-document.ts';
import type { Accept } from './accept.ts';

export function registerCancel(program: Command, accept: Accept): void {
  program
    .command('cancel')
    .description('cancel a run, and wait until nothing of it is running')
    .argument('<run>', 'R-12, 12, or the beginning of an id')
    .option('--reason <text>', 'why')
    .action((run: string, options: { reason?: string }) =>
      accept((invocation) => cancel(invocation, run, options.reason ?? null)),
    );
}

async function cancel(invocation: Invocation, reference: string, reason: string | null): Promise<ExitCode> {
  const room = await invocation.openRoom();
  const { runId } = requireRun(room.store, reference);
  const asked = await operatorCommand(room.services, runId, { type: 'cancel', reason }, room.actor);
  // Somebody asked before: what is left to do is to wait.
  if (!asked.ok && asked.error.code !== 'run.cancel-pending') throw appError(asked.error);
  // The owner ends it; one without an owner is ended here. If the owner is gone, this process takes the run over after its lease.
  const state = await executeHere(room, invocation, { runId, kind: 'cancel', events: false, mayAsk: false });
  const run = requireRun(room.store, runId);
  invocation.say(finalLine(state, invocation.io.errPaint));
  invocation.print(
    runDocument(state, run, lastLane(room.store, runId)),
    () => `${runLabel(run.number)} ${run.execution}\n`,
  );
  const isSure = (state.sweep?.problem ?? null) === null;
  return run.execution === 'canceled' && isSure ? EXIT.ok : EXIT.failed;
}
