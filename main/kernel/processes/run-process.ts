import type { ErrorData } from '#shared/lib/app-error.ts';
import { type Clock, systemClock } from '../clock.ts';
import { DEFAULT_GRACE } from './end-group.ts';
import type { ProcessMarker } from './find-marked.ts';
import type { OutputChannel, ProcessSpec } from './process-handle.ts';
import { type KeptOutput, OutputKeeper } from './retained-output.ts';
import { spawnPiped } from './spawn-piped.ts';
import { type Ended, supervise } from './supervise.ts';
import { sweepMarked } from './sweep-marked.ts';

export interface RunProcessOptions extends ProcessSpec {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Bytes kept of each of stdout and stderr: all up to it, else head and tail. */
  readonly maxOutput: number;
  /** Sees every piece of output; while its promise is pending the process is not read. */
  readonly onOutput?: (chunk: Buffer, channel: OutputChannel) => Promise<void> | undefined;
  /** Tells its processes: put into their environment, and swept when the process had to be ended. */
  readonly marker?: ProcessMarker;
  /** ms between TERM and KILL (default 5 s). */
  readonly graceMs?: number;
  readonly clock?: Clock;
}

/** `started: false`: nothing ran, for the reason given (`process.*`). */
export type ProcessOutcome =
  | { readonly started: false; readonly error: ErrorData }
  | (Ended & { readonly started: true; readonly stdout: KeptOutput; readonly stderr: KeptOutput });

/**
 * Runs a process with plain pipes to its end. At the deadline or the signal's abort its whole group is ended (TERM, a
 * grace, KILL), and whatever carries its marker. Settles when its streams are at their end or, when a background
 * process holds them open, about 200 ms after the exit; 2 s after it when that process keeps printing.
 */
export async function runProcess(options: RunProcessOptions): Promise<ProcessOutcome> {
  const { marker, onOutput, signal, clock = systemClock, graceMs = DEFAULT_GRACE } = options;
  if (signal.aborted) {
    return { started: false, error: { code: 'process.stopped', message: 'stopped before it was started' } };
  }
  const env = marker === undefined ? options.env : { ...options.env, ...marker };
  const started = await spawnPiped({ ...options, env });
  if (!started.ok) return { started: false, error: started.error };
  const stdout = new OutputKeeper(options.maxOutput);
  const stderr = new OutputKeeper(options.maxOutput);
  const { done } = supervise(started.value, {
    clock,
    signal,
    graceMs,
    timeoutMs: options.timeoutMs,
    onOutput(chunk, channel) {
      (channel === 'stdout' ? stdout : stderr).add(chunk);
      return onOutput?.(chunk, channel);
    },
    ...(marker === undefined ? {} : { sweep: () => sweepMarked(marker, { clock, graceMs }) }),
  });
  const ended = await done;
  return { ...ended, started: true, stdout: stdout.kept(), stderr: stderr.kept() };
}
