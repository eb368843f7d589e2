import type { LogStore } from '#main/engine/ports/log.ts';
import { isOnlyAsking, type RunState } from '#main/engine/state.ts';
import { commandRun } from '#main/runtime/commands.ts';
import { startWorker, type Worker } from '#main/runtime/worker.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import type { ControlRoom } from '../compose.ts';
import { answerHere } from './answer-here.ts';
import { EXIT } from './exit-codes.ts';
import { followRun } from './follow-run.ts';
import type { Invocation } from './invocation.ts';
import { eventLines } from './live/event-lines.ts';
import { LiveList } from './live/live-list.ts';
import { observers, type RunObserver } from './live/observer.ts';
import { plainLines } from './live/plain-lines.ts';
import { holderText } from './queue-text.ts';
import { onStop } from './stop-signals.ts';

export interface ExecuteOptions {
  readonly runId: RunId;
  /** What kind of process this is, in the list of instances. */
  readonly kind: 'run' | 'answer' | 'cancel';
  /** One event per line on standard output. */
  readonly events: boolean;
  /** May ask a person at the terminal for what the run waits for. */
  readonly mayAsk: boolean;
}

/** Executes a run in this process, unless another one has it, and shows it until it has ended or waits for a person. */
export async function executeHere(
  room: ControlRoom,
  invocation: Invocation,
  options: ExecuteOptions,
): Promise<RunState> {
  const { store, services } = room;
  const { runId } = options;
  const observer = openObserver(invocation, options.events);
  const fault = new AbortController();
  const worker: Worker = startWorker(
    { ...services, logs: observedLogs(services.logs, runId, observer) },
    {
      host: room.host,
      pid: room.pid,
      kind: options.kind,
      only: runId,
      maxRuns: 1,
      timing: room.timing,
      onEnd(_runId, end) {
        if (end === 'faulted') fault.abort();
      },
    },
  );
  const ignoreSignals = onStop((count, signal) => stopRun(room, invocation, observer, runId, count, signal));
  let state: RunState;
  try {
    noteHolder(room, observer, runId);
    const { signal } = fault;
    state = await followRun(store, services.clock, { runId, observer, signal, untilAsked: options.mayAsk });
    while (options.mayAsk && isAsking(state) && !signal.aborted) {
      observer.pause();
      const isAnswered = await answerHere(room, invocation, state);
      if (!isAnswered && state.execution === 'waiting') break;
      // What a server asks may be answered elsewhere too: its act goes on here.
      const untilAsked = isAnswered;
      state = await followRun(store, services.clock, { runId, from: state, observer, signal, untilAsked });
    }
  } finally {
    observer.pause();
    // Only now has the executor let go, and said so if it failed.
    await worker.stop();
    ignoreSignals();
  }
  if (fault.signal.aborted) throw new AppError('run.fault', `${runLabel(state.number)} stopped on a fault`);
  return state;
}

/** True where a person can move the run on. */
function isAsking(state: RunState): boolean {
  return state.pause === null && (state.execution === 'waiting' || isOnlyAsking(state));
}

function openObserver({ io }: Invocation, events: boolean): RunObserver {
  const shown = io.isLive ? new LiveList(terminalOf(io.stderr), io.errPaint) : plainLines(io);
  return events ? observers([shown, eventLines(io)]) : shown;
}

function terminalOf(stream: NodeJS.WriteStream) {
  return {
    // A terminal of which nobody set the size says 0.
    get columns() {
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || 24;
    },
    write: (text: string): void => {
      stream.write(text);
    },
  };
}

/** The logs, with what is written to them shown as well. */
function observedLogs(logs: LogStore, runId: RunId, observer: RunObserver): LogStore {
  return {
    open(name, terminal) {
      const writer = logs.open(name, terminal);
      if (name.runId !== runId) return writer;
      observer.opened(name.stepId);
      return {
        write(bytes) {
          observer.output(name.stepId, bytes);
          return writer.write(bytes);
        },
        close: (redactions) => writer.close(redactions),
      };
    },
  };
}

function noteHolder(room: ControlRoom, observer: RunObserver, runId: RunId): void {
  const run = room.store.runs.get(runId);
  if (run?.execution !== 'queued' || run.canceling) return;
  observer.note(holderText(room.store, run));
}

/** The first signal cancels the run, which is recorded; the second leaves it as it stands. */
function stopRun(
  room: ControlRoom,
  invocation: Invocation,
  observer: RunObserver,
  runId: RunId,
  count: number,
  signal: string,
): void {
  if (count > 1) {
    observer.pause();
    invocation.say(`${signal} again: left at once. What it was doing stands in doubt until it is canceled or run on.`);
    process.exit(EXIT.canceled);
  }
  observer.note(`${signal}: canceling; once more to leave at once`);
  const context = { actor: room.actor, at: room.services.clock.now() };
  const canceled = commandRun(room.store, runId, { type: 'cancel', reason: signal }, context);
  if (!canceled.ok && canceled.error.code !== 'run.cancel-pending') observer.note(canceled.error.message);
}
