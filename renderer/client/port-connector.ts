import { RPCLink } from '@orpc/client/message-port';
import { PORT_GRANT, PORT_REQUEST } from '#shared/api/desktop-bridge.ts';
import { ClientError } from './client-error.ts';
import type { Connector, OpenLink } from './link.ts';

/** How long the desktop is waited for, ms. */
const PATIENCE_MS = 5_000;

/** Asks the desktop for the port of this window. */
export function desktopConnector(page: Window): Connector {
  return async (signal) => openPort(await askForPort(page, signal));
}

/** A connection over a port that nobody listens to yet. */
export function openPort(port: MessagePort): OpenLink {
  let isOpen = true;
  let end = (): void => {};
  const closed = new Promise<void>((resolve) => {
    end = () => {
      isOpen = false;
      resolve();
    };
  });
  // Before the link listens: calls that the end rejects must find the connection closed.
  port.addEventListener('close', () => end());
  const link = new RPCLink({ port });
  port.start();
  return {
    link,
    closed,
    isOpen: () => isOpen,
    close() {
      end();
      port.close();
    },
  };
}

function askForPort(page: Window, signal: AbortSignal): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      page.removeEventListener('message', answered);
      signal.removeEventListener('abort', failed);
    };
    const answered = (event: MessageEvent<unknown>): void => {
      const [port] = event.ports;
      if (event.source !== page || event.data !== PORT_GRANT || port === undefined) return;
      done();
      resolve(port);
    };
    const failed = (): void => {
      done();
      reject(
        new ClientError({
          code: 'connection.unreachable',
          message: 'the desktop gave no connection to this window',
          hint: 'close the window and open it again; runs go on meanwhile',
        }),
      );
    };
    const timer = setTimeout(failed, PATIENCE_MS);
    page.addEventListener('message', answered);
    signal.addEventListener('abort', failed);
    page.postMessage(PORT_REQUEST, page.location.origin);
  });
}
