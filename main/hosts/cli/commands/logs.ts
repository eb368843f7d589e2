import type { Command } from 'commander';
import { loadRun } from '#main/runtime/commands.ts';
import { runLabel } from '#shared/run/ids.ts';
import { valueOf } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { requireRun } from '../find-run.ts';
import type { Invocation } from '../invocation.ts';
import { actTitle, followLogs, listActLogs, logDocument, printLog, searchLog } from '../log-text.ts';
import { usageError } from '../usage-error.ts';
import type { Accept } from './accept.ts';

interface LogsOptions {
  readonly step?: string;
  readonly try?: number;
  readonly undo?: boolean;
  readonly follow?: boolean;
  readonly search?: string;
  readonly raw?: boolean;
}

export function registerLogs(program: Command, accept: Accept): void {
  program
    .command('logs')
    .description('what the acts of a run printed')
    .argument('<run>', 'R-12, 12, or the beginning of an id')
    .option('--step <id>', 'only this step')
    .option('--try <n>', 'only this try', valueOf('A whole number from 1 on.', readTry))
    .option('--undo', 'only what undoing printed')
    .option('-f, --follow', 'go on as it comes, until the run has ended')
    .option('--search <text>', 'only lines with this text')
    .option('--raw', 'the exact bytes, escape sequences and all')
    .action((run: string, options: LogsOptions) => accept((invocation) => logs(invocation, run, options)));
}

function readTry(text: string): number | undefined {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}

async function logs(invocation: Invocation, reference: string, options: LogsOptions): Promise<ExitCode> {
  const { follow, search, raw, step } = options;
  if (follow === true && (invocation.json || search !== undefined)) {
    throw usageError('--follow goes with neither --json nor --search', 'leave one out');
  }
  if (raw === true && (invocation.json || search !== undefined)) {
    throw usageError('--raw goes with neither --json nor --search', 'leave one out');
  }
  const room = await invocation.openRoom('read-only');
  const run = requireRun(room.store, reference);
  const state = loadRun(room.store, run.runId);
  if (step !== undefined && !state.steps.some((one) => one.step.id === step)) {
    const ids = state.steps.map((one) => one.step.id).join(', ');
    throw usageError(`${runLabel(run.number)} has no step ${step}`, `steps: ${ids}`);
  }
  const filter = { step, try: options.try, undo: options.undo === true ? true : undefined };
  if (follow === true) {
    await followLogs(room, invocation, run.runId, filter, raw === true);
    return EXIT.ok;
  }
  const found = await listActLogs(room, state, filter);
  if (invocation.json) {
    const documents = [];
    for (const log of found) documents.push(await logDocument(log, search));
    invocation.print({ runId: run.runId, run: runLabel(run.number), logs: documents }, () => '');
    return EXIT.ok;
  }
  let shown = 0;
  for (const log of found) {
    if (invocation.io.gone.aborted) break;
    if (search !== undefined) {
      shown += await searchLog(invocation.io, log, search);
      continue;
    }
    if (found.length > 1 && raw !== true) invocation.io.out(invocation.io.paint('bold', `${actTitle(log)}\n`));
    await printLog(invocation.io, log, raw === true);
    shown += 1;
  }
  if (shown === 0) invocation.say(search === undefined ? 'nothing was recorded' : 'no line has it');
  return EXIT.ok;
}
