import { errorCode } from '#shared/lib/app-error.ts';
import { type Clock, delay } from '../clock.ts';
import { hasLiveMember } from './linux-processes.ts';

/** Time between TERM and KILL, ms. */
export const DEFAULT_GRACE = 5_000;
/** How long the kernel may take to end what was killed, ms. */
const AFTER_KILL = 2_000;

/** From which wait on it is worth to look at every process of the system, ms. */
const LOOK_FOR_ZOMBIES = 8;

/** Sends a signal to a process group (0 only asks); false when there is no such group any more. */
export function signalGroup(pgid: number, signal: NodeJS.Signals | 0): boolean {
  // kill(-1) would reach every process of the user, and kill(0) our own group.
  if (!Number.isSafeInteger(pgid) || pgid <= 1) throw new RangeError(`not a process group: ${pgid}`);
  try {
    process.kill(-pgid, signal);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    // EPERM: the group is there, but what is left of it belongs to another user (or, on macOS, is a zombie).
    if (errorCode(error) === 'EPERM') return true;
    throw error;
  }
}

/**
 * Ends every process of a group: TERM (and CONT, since a stopped process does not see TERM), a grace, KILL. True when
 * nothing of the group runs any more; false when something could not be killed, such as a process of another user.
 */
export async function endGroup(
  pgid: number,
  options: { readonly clock: Clock; readonly graceMs: number },
): Promise<boolean> {
  const { clock, graceMs } = options;
  if (!signalGroup(pgid, 'SIGTERM')) return true;
  signalGroup(pgid, 'SIGCONT');
  if (await groupGone(pgid, graceMs, clock)) return true;
  if (!signalGroup(pgid, 'SIGKILL')) return true;
  return groupGone(pgid, AFTER_KILL, clock);
}

/** Waits until nothing of a group runs; false when something still does after the time. */
export async function groupGone(pgid: number, limitMs: number, clock: Clock): Promise<boolean> {
  const end = clock.monotonic() + limitMs;
  // The kernel tells nobody when a group becomes empty, so it is asked, ever less often.
  for (let wait = 1; ; wait = Math.min(wait * 2, 50)) {
    if (!signalGroup(pgid, 0)) return true;
    const rest = end - clock.monotonic();
    // Zombies keep a group's name, but run no more; where PID 1 does not reap (some containers) they stay for ever.
    if ((wait >= LOOK_FOR_ZOMBIES || rest <= 0) && process.platform === 'linux' && !hasLiveMember(pgid)) return true;
    if (rest <= 0) return false;
    await delay(clock, Math.min(wait, rest));
  }
}
