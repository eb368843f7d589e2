import { isConnectionError } from './client-error.ts';

/** How long a stream that ended or was refused is left before it is asked for again, ms: at first, and when it is refused over and over. */
const PAUSE_MS = 250;
const LONGEST_MS = 8_000;

/**
 * Takes in a stream for as long as the signal lets it, and asks for it again whenever it ends or breaks. `open` asks from
 * where the last value left off, so that nothing is lost and nothing comes twice.
 */
export async function followForever<T>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  take: (value: T) => void,
  signal: AbortSignal,
): Promise<void> {
  let wait = PAUSE_MS;
  while (!signal.aborted) {
    try {
      for await (const value of await open(signal)) {
        if (signal.aborted) return;
        wait = PAUSE_MS;
        take(value);
      }
    } catch (error) {
      // Asked again at once: the call itself waits for a connection.
      if (isConnectionError(error)) continue;
      wait = Math.min(LONGEST_MS, wait * 2);
    }
    if (!signal.aborted) await pause(wait, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
