import type { Command } from 'commander';
import { loadRun } from '#main/runtime/commands.ts';
import { operatorCommand } from '#main/runtime/operator-command.ts';
import { appError } from '#shared/lib/app-error.ts';
import { parseDuration } from '#shared/lib/duration.ts';
import { runLabel } from '#shared/run/ids.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { requireRun } from '../find-run.ts';
import { dateAndTime } from '../format/times.ts';
import { runWord } from '../format/words.ts';
import type { Invocation } from '../invocation.ts';
import { usageError } from '../usage-error.ts';
import type { Accept } from './accept.ts';

interface WaiveOptions {
  readonly step: string;
  readonly reason: string;
  readonly until?: string;
}

export function registerWaive(program: Command, accept: Accept): void {
  program
    .command('waive')
    .description('vouch for a step of an ended run that did not pass; it is recorded, and shown wherever the run is')
    .argument('<run>', 'R-12, 12, or the beginning of an id')
    .requiredOption('--step <id>', 'the step')
    .requiredOption('--reason <text>', 'why it may stand')
    .option('--until <time>', 'when the waiver ends: 2026-01-31, 2026-01-31T10:00Z, 7d (default: never)')
    .action((run: string, options: WaiveOptions) => accept((invocation) => waive(invocation, run, options)));
}

async function waive(invocation: Invocation, reference: string, options: WaiveOptions): Promise<ExitCode> {
  const room = await invocation.openRoom();
  const { runId } = requireRun(room.store, reference);
  const until = options.until === undefined ? null : parseUntil(options.until, room.services.clock.now());
  const { step: stepId, reason } = options;
  const outcome = await operatorCommand(room.services, runId, { type: 'waive', stepId, reason, until }, room.actor);
  if (!outcome.ok) throw appError(outcome.error);
  const run = requireRun(room.store, runId);
  invocation.print({ run, waivers: loadRun(room.store, runId).waivers }, () => {
    const end = until === null ? '' : ` until ${dateAndTime(until)}`;
    return `${runLabel(run.number)} ${runWord(run).text}: step ${stepId} is waived${end}\n`;
  });
  return EXIT.ok;
}

/** ms UTC of a time to come: an ISO date or time, or how long from now. */
function parseUntil(text: string, now: number): number {
  const span = parseDuration(text);
  if (span !== undefined) return now + span;
  const at = /^\d{4}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw usageError(
    `not a time: ${text}`,
    'write a date such as 2026-01-31, a time such as 2026-01-31T10:00Z, or 12h, 7d',
  );
}
