import type { Command } from 'commander';
import { jsonDigest } from '#main/kernel/hash.ts';
import { loadRun } from '#main/runtime/commands.ts';
import { runLabel } from '#shared/run/ids.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lastLane, requireRun } from '../find-run.ts';
import type { Invocation } from '../invocation.ts';
import { runDocument } from '../run-document.ts';
import { runReport } from '../run-report.ts';
import type { Accept } from './accept.ts';

export function registerShow(program: Command, accept: Accept): void {
  program
    .command('show')
    .description('show a run: steps, verdicts, readings, acts, answers, undo, proofs, artifacts')
    .argument('<run>', 'R-12, 12, or the beginning of an id')
    .action((run: string) => accept((invocation) => show(invocation, run)));
}

async function show(invocation: Invocation, reference: string): Promise<ExitCode> {
  const room = await invocation.openRoom('read-only');
  const run = requireRun(room.store, reference);
  const state = loadRun(room.store, run.runId);
  const proofs = room.store.runs.proofs(run.runId).map((record) => ({
    stepId: record.stepId,
    digest: jsonDigest(record),
    record,
  }));
  const artifacts = room.store.runs.artifacts(run.runId);
  const earlier = run.attemptOf === null ? undefined : room.store.runs.get(run.attemptOf);
  const document = {
    ...runDocument(state, run, lastLane(room.store, run.runId)),
    attemptOf: run.attemptOf,
    inputs: state.inputs,
    secrets: state.secrets,
    workdir: state.workdir,
    workspace: state.workspace,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    artifacts,
    proofs,
  };
  invocation.print(document, () =>
    runReport({
      state,
      run,
      artifacts,
      proofs,
      attemptOf: earlier === undefined ? undefined : runLabel(earlier.number),
      now: room.services.clock.now(),
      paint: invocation.io.paint,
    }),
  );
  return EXIT.ok;
}
