import type { RunState } from '#main/engine/state.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import type { ControlRoom } from '../compose.ts';
import type { ExitCode } from './exit-codes.ts';
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
  options: { readonly document: boolean },
): ExitCode {
  const { io } = invocation;
  const summary = requireRun(room.store, state.runId);
  invocation.say(finalLine(state, io.errPaint));
  for (const line of isTerminal(state.execution) ? [] : waitLines(state)) invocation.say(line);
  if (options.document && invocation.json) {
    io.out(`${JSON.stringify(runDocument(state, summary, lastLane(room.store, state.runId)), null, 2)}\n`);
  }
  return runExitCode(summary);
}
