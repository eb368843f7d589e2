import type { RunState } from '#main/engine/state.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import type { ControlRoom } from '../compose.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { BundleDocument } from './export-here.ts';
import { lastLane, requireRun } from './find-run.ts';
import type { Invocation } from './invocation.ts';
import { finalLine } from './live/step-lines.ts';
import { runDocument, runExitCode } from './run-document.ts';
import { waitLines } from './wait-text.ts';

/** Says how a run ended, or what it waits for, after it was executed here; its exit code. */
export function finishRun(
  room: ControlRoom,
  invocation: Invocation,
  state: RunState,
  options: { readonly document: boolean; readonly bundle?: BundleDocument },
): ExitCode {
  const { io } = invocation;
  const summary = requireRun(room.store, state.runId);
  invocation.say(finalLine(state, io.errPaint));
  for (const line of isTerminal(state.execution) ? [] : waitLines(state)) invocation.say(line);
  if (options.document && invocation.json) {
    const document = runDocument(state, summary, lastLane(room.store, state.runId));
    const { bundle } = options;
    io.out(`${JSON.stringify({ ...document, ...(bundle === undefined ? {} : { bundle }) }, null, 2)}\n`);
  }
  const code = runExitCode(summary);
  return code === EXIT.ok && options.bundle !== undefined && 'error' in options.bundle ? EXIT.failed : code;
}
