import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { type Clock, delay, systemClock } from '../clock.ts';
import { DEFAULT_GRACE } from './end-group.ts';
import { findMarked, type MarkedProcess, type ProcessMarker } from './find-marked.ts';

/** How long killed processes may take to disappear, ms. */
const AFTER_KILL = 5_000;

/**
 * Ends every process that carries the marker (TERM, a grace, KILL), wherever it escaped to, until none is left, and
 * returns what it found. Throws AppError `process.survivor` when one outlives KILL.
 *
 * Not seen: processes of another user, and programs that overwrote their own environment (some servers do, to show a
 * title in `ps`) after they left the process group.
 */
export async function sweepMarked(
  marker: ProcessMarker,
  options: { readonly clock?: Clock; readonly graceMs?: number } = {},
): Promise<readonly MarkedProcess[]> {
  const { clock = systemClock, graceMs = DEFAULT_GRACE } = options;
  const start = clock.monotonic();
  const found = new Map<number, MarkedProcess>();
  // A process shows no environment for a moment while it is replaced (exec), so one look that sees nothing proves nothing.
  for (let clean = 0, wait = 2; clean < 2; wait = Math.min(wait * 2, 50)) {
    const marked = await findMarked(marker);
    const passed = clock.monotonic() - start;
    if (marked.length > 0 && passed > graceMs + AFTER_KILL) {
      const pids = marked.map(({ pid }) => pid);
      throw new AppError('process.survivor', `processes that could not be ended: ${pids.join(', ')}`, {
        hint: 'end them by hand; they may belong to another user or wait for a device',
        details: { pids },
      });
    }
    for (const one of marked) {
      if (passed >= graceMs) signalOne(one.pid, 'SIGKILL');
      else if (!found.has(one.pid)) {
        signalOne(one.pid, 'SIGTERM');
        signalOne(one.pid, 'SIGCONT');
      }
      found.set(one.pid, one);
    }
    clean = marked.length === 0 ? clean + 1 : 0;
    if (clean < 2) await delay(clock, wait);
  }
  return [...found.values()];
}

function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Gone meanwhile, or not ours to signal: the next look tells which.
    if (errorCode(error) !== 'ESRCH' && errorCode(error) !== 'EPERM') throw error;
  }
}
