import { isConnectionError } from './client-error.ts';

/**
 * Reads something over broken connections: asks again at once when one breaks, because the call itself waits for the next.
 * Rejects with what else went wrong, and once the signal has aborted.
 */
export async function askAgain<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (signal.aborted || !isConnectionError(error)) throw error;
    }
  }
}
