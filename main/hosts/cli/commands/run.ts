import type { Command } from 'commander';
import { loadRun } from '#main/runtime/commands.ts';
import { startRun } from '#main/runtime/start-run.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import type { ControlRoom } from '../../compose.ts';
import { dryRunPlan } from '../dry-run-plan.ts';
import { executeHere } from '../execute-here.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { exportAfterRun, openTarget } from '../export-here.ts';
import { requireRun } from '../find-run.ts';
import { finishRun } from '../finish-run.ts';
import type { Invocation } from '../invocation.ts';
import { isWorked, noWorkerText } from '../live-worker.ts';
import { type PreparedRun, prepareAttempt, prepareRun, soundPlan } from '../prepare-run.ts';
import { runDocument } from '../run-document.ts';
import { addRunOptions, assertConsistent, type RunOptions } from '../run-options.ts';
import type { Accept } from './accept.ts';

export function registerRun(program: Command, accept: Accept): void {
  const command = program
    .command('run')
    .description('check a plan, queue it, execute it here and show it')
    .argument('[plan]', 'plan file, or - for standard input');
  addRunOptions(command).action((plan: string | undefined, options: RunOptions) =>
    accept((invocation) => run(invocation, plan, options)),
  );
}

async function run(invocation: Invocation, file: string | undefined, options: RunOptions): Promise<ExitCode> {
  assertConsistent(options, file, invocation.json);
  const usesFile = file !== undefined && options.revision !== 'recorded';
  const sound = usesFile ? await soundPlan(invocation, file, options.strict === true) : undefined;
  if (options.dry === true && sound !== undefined) return dryRunPlan(invocation, sound, options);
  const room = await invocation.openRoom();
  const bundle = options.bundle === undefined ? undefined : await openTarget(invocation, options.bundle);
  const { from, of } = options;
  const prepared =
    sound !== undefined && (from === undefined || of === undefined)
      ? await prepareRun(room.services, sound, options)
      : await prepareAttempt(room.services, room.store, { ...options, from: from ?? '', of: of ?? '' }, sound);
  for (const warning of prepared.secrets.warnings) {
    invocation.say(`${invocation.io.errPaint('yellow', 'warning')}: ${warning}`);
  }
  if (prepared.again.length > 0) {
    invocation.say(`not as in ${of ?? 'the earlier run'}, so not kept and checked again: ${prepared.again.join(', ')}`);
  }
  const runId = queue(room, prepared, options);
  if (options.detach === true) return detached(room, invocation, runId);
  const state = await executeHere(room, invocation, {
    runId,
    kind: 'run',
    events: options.events === true,
    mayAsk: invocation.io.canAsk && options.events !== true && !invocation.json,
  });
  const written = bundle === undefined ? undefined : await exportAfterRun(room, invocation, state, bundle);
  return finishRun(room, invocation, state, { document: true, ...(written === undefined ? {} : { bundle: written }) });
}

function queue(room: ControlRoom, prepared: PreparedRun, options: RunOptions): RunId {
  const { store, services } = room;
  const now = services.clock.now();
  const { runId } = startRun(store, {
    plan: prepared.plan,
    digest: prepared.digest,
    inputs: prepared.inputs,
    secrets: prepared.secrets.sources,
    session: store.sessions.ensure(prepared.sessionName, now),
    lane: options.lane ?? null,
    priority: options.priority,
    policy: { strict: options.strict === true, approve: options.yes === true },
    workdir: prepared.workdir,
    actor: room.actor,
    at: now,
    attemptOf: prepared.attemptOf,
    engine: room.engine,
  });
  return runId;
}

function detached(room: ControlRoom, invocation: Invocation, runId: RunId): ExitCode {
  const summary = requireRun(room.store, runId);
  const document = runDocument(loadRun(room.store, runId), summary, summary.lane);
  invocation.print(document, () => `${runLabel(summary.number)} ${runId}\n`);
  if (!isWorked(room, summary)) invocation.say(noWorkerText(runLabel(summary.number)));
  return EXIT.ok;
}
