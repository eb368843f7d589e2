import type { Store } from '#main/engine/ports/store.ts';
import type { Clock } from '#main/kernel/clock.ts';
import type { RunEvent } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';

/** How late at most events of another process are seen, ms. Those of this process, and wake-ups, come at once. */
const POLL_MS = 100;

/** Yields a run's events after `afterSeq` as they are committed, by whichever process, until the signal aborts. */
export async function* watchRun(
  store: Store,
  clock: Clock,
  runId: RunId,
  afterSeq: number,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, void, void> {
  let seq = afterSeq;
  let wake = (): void => {};
  let cancelTimer = (): void => {};
  const stopWaking = store.onWake(() => wake());
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
        cancelTimer = clock.schedule(POLL_MS, resolve);
      });
      const fresh = store.runs.events(runId, seq);
      for (const event of fresh) {
        seq = event.seq;
        yield event;
      }
      if (fresh.length === 0 && !signal.aborted) await woken;
      cancelTimer();
    }
  } finally {
    cancelTimer();
    stopWaking();
    signal.removeEventListener('abort', onAbort);
  }
}
