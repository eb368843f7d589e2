import type { Command } from 'commander';
import { planDigest } from '#main/compiler/read-plan.ts';
import { replay } from '#main/engine/replay.ts';
import { AppError, errorCode, errorMessage } from '#shared/lib/app-error.ts';
import type { RunEvent } from '#shared/run/event.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { ControlRoom } from '../../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { requireRun } from '../find-run.ts';
import type { Invocation } from '../invocation.ts';
import type { Accept } from './accept.ts';

export function registerReplay(program: Command, accept: Accept): void {
  program
    .command('replay')
    .description('check the hash chain of a run and decide everything in it again')
    .argument('<run>', 'R-12, 12, or the beginning of an id')
    .action((run: string) => accept((invocation) => replayRun(invocation, run)));
}

/** What a replay found: `problem` names the first event that is broken or that is decided otherwise. */
interface Finding {
  readonly events: number;
  readonly decisions: number;
  readonly problem: { readonly seq: number | null; readonly message: string; readonly details: unknown } | null;
}

async function replayRun(invocation: Invocation, reference: string): Promise<ExitCode> {
  const room = await invocation.openRoom('read-only');
  const run = requireRun(room.store, reference);
  const label = runLabel(run.number);
  const finding = examine(room, run);
  const isSame = finding.problem === null;
  invocation.print({ runId: run.runId, run: label, reproduced: isSame, ...finding }, () =>
    finding.problem === null
      ? `${label}: ${finding.events} events, the chain is whole; ${finding.decisions} decisions were made again, all the same\n`
      : '',
  );
  if (finding.problem !== null) {
    const where = finding.problem.seq === null ? label : `${label} event ${finding.problem.seq}`;
    invocation.say(`${invocation.io.errPaint('red', 'not reproduced')}: ${where}: ${finding.problem.message}`);
  }
  return isSame ? EXIT.ok : EXIT.failed;
}

function examine({ store }: ControlRoom, run: RunSummary): Finding {
  let events: readonly RunEvent[];
  try {
    events = store.runs.events(run.runId);
  } catch (error) {
    if (errorCode(error) !== 'store.chain-broken') throw error;
    const details = (error as { readonly details?: { readonly seq?: unknown } }).details;
    const seq = typeof details?.seq === 'number' ? details.seq : null;
    return { events: 0, decisions: 0, problem: { seq, message: errorMessage(error), details: details ?? null } };
  }
  const plan = store.plans.get(run.planDigest);
  if (plan === undefined) throw new AppError('run.no-plan', `the plan of ${runLabel(run.number)} is not in the store`);
  const found = planDigest(plan);
  if (found !== run.planDigest) {
    const message = `the stored plan is not the one that ran: its digest is ${found}, not ${run.planDigest}`;
    return { events: events.length, decisions: 0, problem: { seq: 1, message, details: null } };
  }
  const result = replay(plan, run.runId, events);
  if (result.ok) return { events: events.length, decisions: result.decisions, problem: null };
  const { seq, recorded, decided } = result.difference;
  const message = `recorded ${recorded?.type ?? 'nothing'}, decided ${decided?.type ?? 'nothing'}`;
  return { events: events.length, decisions: 0, problem: { seq, message, details: { recorded, decided } } };
}
