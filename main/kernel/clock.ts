/** Time as the product sees it. Tests use the manual clock of test/helpers. */
export interface Clock {
  /** Wall clock, ms UTC. */
  now(): number;
  /** Never goes back and stands still while the machine sleeps where the platform allows; ms. */
  monotonic(): number;
  /** Calls back once after `ms`; the returned function takes it back. Never keeps a process alive by itself when `background`. */
  schedule(ms: number, callback: () => void, options?: { readonly background?: boolean }): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => Number(process.hrtime.bigint() / 1000n) / 1000,
  schedule(ms, callback, options) {
    // setTimeout holds at most 2^31-1 ms; longer waits are chained.
    let timer: NodeJS.Timeout;
    const arm = (rest: number): void => {
      const slice = Math.min(rest, 2_000_000_000);
      timer = setTimeout(() => (rest > slice ? arm(rest - slice) : callback()), Math.max(0, slice));
      if (options?.background === true) timer.unref();
    };
    arm(ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or rejects with the signal's reason. */
export function delay(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.schedule(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
