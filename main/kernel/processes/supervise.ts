import { setMaxListeners } from 'node:events';
import { AppError } from '#shared/lib/app-error.ts';
import type { Clock } from '../clock.ts';
import { endGroup, groupGone, signalGroup } from './end-group.ts';
import type { OutputChannel, ProcessExit, ProcessHandle } from './process-handle.ts';

/**
 * How long streams are waited for, without output, after the process exited (ms). What it wrote before is there at once;
 * only a background process that holds the streams lets this time run.
 */
export const DRAIN_GRACE = 200;
/**
 * How long streams are read at most after the exit (ms), whatever comes from them: a background process may print for ever.
 * Less where the deadline is near.
 */
export const DRAIN_LIMIT = 2_000;
/** Output after the exit beyond this comes from a background process: no pipe or terminal holds as much. */
const DRAIN_BYTES = 4 * 1024 * 1024;

/** Time that a background process has, after a natural exit, to detach itself before its group gets HUP, ms. */
const DETACH_GRACE = 250;

/** Why a process ended: by itself, at its deadline, at the signal's abort, or because its owner stopped it. */
export type EndCause = 'exit' | 'timeout' | 'abort' | 'stop';

export interface Ended extends ProcessExit {
  readonly cause: EndCause;
}

export interface SuperviseOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** ms between TERM and KILL. */
  readonly graceMs: number;
  /** Default true. False: what runs on in the background after a natural exit is left alone, as without a terminal. */
  readonly hangsUp?: boolean;
  /** Takes a piece of output; while its promise is pending the process is not read. */
  onOutput(chunk: Buffer, channel: OutputChannel): Promise<void> | undefined;
  /** Runs after the group was ended (not after a natural exit): ends what escaped from it. */
  sweep?(): Promise<unknown>;
}

export interface Supervision {
  /** Settles once the process ended and its streams did; rejects when taking its output, or the sweep, failed. */
  readonly done: Promise<Ended>;
  /** Ends the process and whatever it started. */
  stop(): void;
}

/**
 * Watches over one process until nothing of it is left to wait for. After a natural exit its group gets HUP, as it
 * would when a terminal closes, a little later: what shall outlive the process has to be detached (`nohup`, `setsid`).
 */
export function supervise(handle: ProcessHandle, options: SuperviseOptions): Supervision {
  const { clock, signal } = options;
  let cause: EndCause = 'exit';
  let exit: ProcessExit | undefined;
  let streamsEnded = false;
  let ending = false;
  let abandoned = false;
  let isHungUp = false;
  let isLingering = false;
  let settled = false;
  let fault: { readonly error: unknown } | undefined;
  let pendingWrites = 0;
  let drained = 0;
  let takeBackDrain = (): void => {};
  let takeBackLimit = (): void => {};
  const deadline = clock.monotonic() + options.timeoutMs;

  let resolve: (ended: Ended) => void;
  let reject: (error: unknown) => void;
  const done = new Promise<Ended>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });

  const onAbort = (): void => end('abort');
  const takeBackDeadline = clock.schedule(options.timeoutMs, () => end('timeout'));
  // One signal may stop many processes; by default the eleventh would make Node print a warning about a leak.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', onAbort, { once: true });

  function settle(): void {
    if (settled || ending || isLingering || exit === undefined || !streamsEnded || pendingWrites > 0) return;
    if (cause === 'exit' && !isHungUp && options.hangsUp !== false) {
      isHungUp = true;
      if (signalGroup(handle.pid, 0)) return hangUp();
    }
    settled = true;
    takeBackDeadline();
    takeBackDrain();
    takeBackLimit();
    signal.removeEventListener('abort', onAbort);
    if (fault === undefined) resolve({ ...exit, cause });
    else reject(fault.error);
  }

  /** Something of the group still runs: ends it as a terminal that closes would, once it had the time to detach. */
  function hangUp(): void {
    isLingering = true;
    groupGone(handle.pid, DETACH_GRACE, clock)
      .then((gone) => {
        if (!gone && cause === 'exit') signalGroup(handle.pid, 'SIGHUP');
      })
      .catch((error: unknown) => {
        fault ??= { error };
      })
      .finally(() => {
        isLingering = false;
        settle();
      });
  }

  function fail(error: unknown): void {
    fault ??= { error };
    end('stop');
  }

  function end(why: EndCause): void {
    if (settled || ending || cause !== 'exit') return;
    cause = why;
    ending = true;
    endGroup(handle.pid, { clock, graceMs: options.graceMs })
      .then((gone) => {
        if (!gone && exit === undefined) giveUp();
        return options.sweep?.();
      })
      .catch((error: unknown) => {
        fault ??= { error };
      })
      .finally(() => {
        ending = false;
        drain();
        settle();
      });
  }

  /** KILL did not end it: it waits in the kernel for a device. Waiting on would never end. */
  function giveUp(): void {
    fault ??= {
      error: new AppError('process.survivor', `process ${handle.pid} could not be ended`, {
        hint: 'it may wait for a device or a network file system',
        details: { pids: [handle.pid] },
      }),
    };
    exit = { exitCode: null, signal: 'SIGKILL' };
    streamsEnded = true;
    handle.release();
  }

  /** After the exit: reads on until the streams end, or until only others can be holding them. */
  function drain(): void {
    if (settled || ending || abandoned || streamsEnded || exit === undefined) return;
    takeBackDrain();
    takeBackDrain = clock.schedule(DRAIN_GRACE, () => {
      const before = drained;
      // Timers come before reads in a turn of the event loop: after a long block the output may wait to be read.
      setImmediate(() => {
        if (pendingWrites > 0 || drained !== before) drain();
        else abandon();
      });
    });
  }

  /** Reads no longer than that, unless what was read is still being taken: then a little longer. */
  function limitDrain(ms: number): void {
    if (settled) return;
    takeBackLimit = clock.schedule(ms, () => {
      setImmediate(() => {
        if (pendingWrites > 0 || ending) limitDrain(DRAIN_GRACE);
        else abandon();
      });
    });
  }

  /** Only background processes can be holding the streams: stops listening to them. */
  function abandon(): void {
    if (settled || abandoned || streamsEnded) return;
    abandoned = true;
    takeBackDrain();
    streamsEnded = true;
    handle.release();
    settle();
  }

  function taken(): void {
    pendingWrites -= 1;
    if (pendingWrites > 0) return;
    handle.resume();
    drain();
    settle();
  }

  handle.listen({
    output(chunk, channel) {
      if (settled) return;
      if (exit !== undefined) {
        drained += chunk.length;
        if (drained > DRAIN_BYTES) abandon();
        else drain();
      }
      if (fault !== undefined) return;
      try {
        const taking = options.onOutput(chunk, channel);
        if (taking === undefined) return;
        pendingWrites += 1;
        handle.pause();
        taking.then(taken, (error: unknown) => {
          fail(error);
          taken();
        });
      } catch (error) {
        fail(error);
      }
    },
    exited(how) {
      exit = how;
      takeBackDeadline();
      drain();
      limitDrain(Math.min(DRAIN_LIMIT, Math.max(DRAIN_GRACE, deadline - clock.monotonic())));
      settle();
    },
    ended() {
      streamsEnded = true;
      settle();
    },
  });
  if (signal.aborted) onAbort();
  return { done, stop: () => end('stop') };
}
