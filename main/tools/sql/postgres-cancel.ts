import { connect } from 'node:net';

const CANCEL_REQUEST = 80_877_102;

/** Whom to ask, and for which backend: as the server told at the start of the connection. */
export interface CancelTarget {
  readonly host: string;
  readonly port: number;
  readonly processId: number;
  readonly secretKey: number;
}

/**
 * Asks the server to cancel what a connection is doing (PostgreSQL protocol, CancelRequest, over a connection of its own).
 * Resolves when the server has taken the request or cannot be reached; then closing the connection is all that is left.
 */
export function requestCancel(target: CancelTarget, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const socket = target.host.startsWith('/')
      ? connect({ path: `${target.host}/.s.PGSQL.${target.port}` })
      : connect({ host: target.host, port: target.port });
    const message = Buffer.alloc(16);
    message.writeInt32BE(16, 0);
    message.writeInt32BE(CANCEL_REQUEST, 4);
    message.writeInt32BE(target.processId, 8);
    message.writeInt32BE(target.secretKey, 12);
    const onAbort = (): void => void socket.destroy();
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', () => socket.end(message));
    // The server answers by closing. An error leaves nothing to do but the same.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    socket.resume();
    if (signal.aborted) onAbort();
  });
}
