import { RPCLink } from '@orpc/client/websocket';
import { ClientError } from './client-error.ts';
import type { Connector } from './link.ts';

/**
 * Connects to a control room that serves this page. A socket does not say why it was refused, so the server is asked: a page
 * of an earlier start of it is told so.
 */
export function webSocketConnector(url: string, askWhy?: () => Promise<boolean>): Connector {
  return async (signal) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    let end = (): void => {};
    const closed = new Promise<void>((resolve) => {
      end = resolve;
    });
    // Before the link listens: calls that the end rejects must find the connection closed.
    socket.addEventListener('close', () => end());
    signal.addEventListener('abort', () => socket.close(), { once: true });
    const link = new RPCLink({ websocket: socket });
    const hasOpened = await new Promise<boolean>((resolve) => {
      socket.addEventListener('open', () => resolve(true), { once: true });
      socket.addEventListener('close', () => resolve(false), { once: true });
    });
    if (!hasOpened) throw unreachable(askWhy === undefined ? false : await askWhy());
    return { link, closed, isOpen: () => socket.readyState === WebSocket.OPEN, close: () => socket.close() };
  };
}

function unreachable(refused: boolean): ClientError {
  return new ClientError(
    refused
      ? {
          code: 'connection.refused',
          message: 'the control room was started anew and does not know this page',
          hint: 'open the address that it printed',
        }
      : {
          code: 'connection.unreachable',
          message: 'the control room does not answer',
          hint: 'look whether it still runs; what runs there is not touched by this page',
        },
  );
}
