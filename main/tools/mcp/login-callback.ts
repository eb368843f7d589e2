import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '#shared/lib/app-error.ts';

/** What the browser comes back to after a login. */
export interface LoginCallback {
  readonly redirectUrl: string;
  /** The parameters of the first return that carries the state. Throws the reason of the signal. */
  wait(state: string, signal: AbortSignal): Promise<URLSearchParams>;
  close(): Promise<void>;
}

const PATH = '/callback';
const DONE = 'You are logged in, or have refused to. You can close this window and go back to the control room.';

/** Listens on this machine alone, on a port of the system's choice. */
export async function openLoginCallback(): Promise<LoginCallback> {
  let take: (params: URLSearchParams) => boolean = () => false;
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    const isReturn = request.method === 'GET' && url.pathname === PATH && request.headers.host === `127.0.0.1:${port}`;
    const isTaken = isReturn && take(url.searchParams);
    response.writeHead(isTaken ? 200 : 404, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'",
      'referrer-policy': 'no-referrer',
      connection: 'close',
    });
    response.end(isTaken ? DONE : 'There is nothing here.');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new AppError('mcp.login-failed', 'no port could be opened for the browser to come back to', { cause: error }),
      );
    });
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    redirectUrl: `http://127.0.0.1:${port}${PATH}`,
    wait: (state, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => reject(signal.reason as Error);
        if (signal.aborted) return onAbort();
        signal.addEventListener('abort', onAbort, { once: true });
        take = (params) => {
          if (params.get('state') !== state) return false;
          signal.removeEventListener('abort', onAbort);
          resolve(params);
          return true;
        };
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
