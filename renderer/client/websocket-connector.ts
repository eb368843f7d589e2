import { RPCLink } from '@orpc/client/websocket';
import { LARGEST_MESSAGE } from '#shared/api/limits.ts';
import { CALLS_PROTOCOL, KEY_PROTOCOL } from '#shared/api/page-key.ts';
import { ClientError } from './client-error.ts';
import type { Connector } from './link.ts';

/**
 * Connects to a control room that serves this page, with the key that the page was let in with. A socket does not say why it
 * was refused, so the server is asked: a page of an earlier start of it is told so.
 */
export function webSocketConnector(url: string, key: () => string, askWhy?: () => Promise<boolean>): Connector {
  return async (signal) => {
    const socket = new WebSocket(url, [CALLS_PROTOCOL, `${KEY_PROTOCOL}${key()}`]);
    socket.binaryType = 'arraybuffer';
    let end = (): void => {};
    const closed = new Promise<void>((resolve) => {
      end = resolve;
    });
    // Before the link listens: calls that the end rejects must find the connection closed.
    socket.addEventListener('close', () => end());
    signal.addEventListener('abort', () => socket.close(), { once: true });
    const link = new RPCLink({ websocket: limited(socket) });
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
          message: 'the control room does not know this page: it was started anew, or never let this browser in',
          hint: 'open the address that it printed',
        }
      : {
          code: 'connection.unreachable',
          message: 'the control room does not answer',
          hint: 'look whether it still runs; what runs there is not touched by this page',
        },
  );
}

/** The server closes the socket on a message that is too large, which says nothing to anybody: it is not sent at all. */
function limited(
  socket: WebSocket,
): Pick<WebSocket, 'addEventListener' | 'removeEventListener' | 'send' | 'readyState'> {
  return {
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
    send(data) {
      if (sizeOf(data) > LARGEST_MESSAGE) {
        throw new ClientError({
          code: 'request.too-large',
          message: 'this is more than a browser can send to the control room (256 MB)',
          hint: 'use the desktop app, or opsroom verify on the command line',
        });
      }
      socket.send(data);
    },
    get readyState() {
      return socket.readyState;
    },
  };
}

function sizeOf(data: Parameters<WebSocket['send']>[0]): number {
  if (typeof data === 'string') return data.length;
  return data instanceof Blob ? data.size : data.byteLength;
}
