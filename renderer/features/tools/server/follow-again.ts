import { ClientError, isConnectionError } from '#renderer/client/client-error.ts';

interface Followed<T> {
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<T>>;
  /** `isFirst`: how it stood when it was subscribed to, once more. */
  readonly take: (value: T, isFirst: boolean) => void;
  /** The server, or the connection to it, is gone. */
  readonly onLost: () => void;
  /** Waits until the server stands. */
  readonly returned: (signal: AbortSignal) => Promise<void>;
}

/** Follows what ends with the connection of a server, and again whenever that is back. Fails where it is refused. */
export async function followAgain<T>(
  { open, take, onLost, returned }: Followed<T>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let isFirst = true;
    let isBroken = false;
    try {
      for await (const value of await open(signal)) {
        if (signal.aborted) return;
        take(value, isFirst);
        isFirst = false;
      }
    } catch (error) {
      isBroken = isConnectionError(error);
      if (!isBroken && (isFirst || !isClosed(error))) throw error;
    }
    if (signal.aborted) return;
    // What ends over and over as soon as it began is not asked for again and again.
    if (isFirst && !isBroken) throw new ClientError({ code: 'mcp.closed', message: 'the subscription ended at once' });
    onLost();
    await returned(signal);
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof ClientError && error.code === 'mcp.closed';
}
