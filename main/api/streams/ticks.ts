import type { Store } from '#main/engine/ports/store.ts';
import type { RuntimeServices } from '#main/runtime/services.ts';

export interface TickOptions {
  readonly store: Pick<Store, 'onWake'>;
  readonly clock: RuntimeServices['clock'];
  /** Longest time between two looks, ms: events of a run at work wake nobody. */
  readonly everyMs: number;
  /** Shortest time, however much is committed, ms. */
  readonly atLeastMs: number;
  readonly signal: AbortSignal;
}

/** When to look again: at once, then after each commit that wakes somebody and every so often, until the signal aborts. */
export async function* ticks({
  store,
  clock,
  everyMs,
  atLeastMs,
  signal,
}: TickOptions): AsyncGenerator<void, void, void> {
  let isWoken = false;
  let wake = (): void => {};
  const onWake = (): void => {
    isWoken = true;
    wake();
  };
  const stopWaking = store.onWake(onWake);
  signal.addEventListener('abort', onWake);
  const wait = (ms: number, isEnough: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        cancel();
        wake = () => {};
        resolve();
      };
      const cancel = clock.schedule(ms, done);
      wake = () => {
        if (signal.aborted || isEnough()) done();
      };
      wake();
    });
  try {
    while (!signal.aborted) {
      isWoken = false;
      yield;
      await wait(atLeastMs, () => false);
      await wait(everyMs - atLeastMs, () => isWoken);
    }
  } finally {
    stopWaking();
    signal.removeEventListener('abort', onWake);
  }
}
