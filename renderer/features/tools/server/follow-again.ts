import { ClientError, isConnectionError } from '#renderer/client/client-error.ts';

interface Followed<T> {
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<T>>;
  /** `isFirst`: how it stood when it was subscribed to, once more. */
  readonly take: (value: T, isFirst: boolean) => void;
  /** It ended, and is followed again when the server stands. */
  readonly onLost: () => void;
  /** Waits until the server stands; false where it stood all the while. */
  readonly returned: (signal: AbortSignal) => Promise<boolean>;
}

/**
 * Follows what ends with the connection of a server, and again whenever that is back. Fails where it is refused, and with
 * `mcp.closed` where a server that stands ended it before anything changed: it would only do so again.
 */
export async function followAgain<T>(
  { open, take, onLost, returned }: Followed<T>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let taken = 0;
    let ended: unknown = new ClientError({
      code: 'mcp.closed',
      message: 'the subscription ended',
      hint: 'subscribe again',
    });
    try {
      for await (const value of await open(signal)) {
        if (signal.aborted) return;
        take(value, taken === 0);
        taken += 1;
      }
    } catch (error) {
      if (!isConnectionError(error) && !isClosed(error)) throw error;
      ended = error;
    }
    if (signal.aborted) return;
    onLost();
    const wasAway = await returned(signal);
    if (!signal.aborted && !wasAway && taken < 2 && !isConnectionError(ended)) throw ended;
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof ClientError && error.code === 'mcp.closed';
}
