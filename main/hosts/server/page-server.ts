import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { LARGEST_MESSAGE } from '#shared/api/limits.ts';
import { CALLS_PROTOCOL } from '#shared/api/page-key.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import type { PageFiles } from '../page/page-files.ts';
import { type OwnNames, ownNames, type Refusal, refuseSocket } from './admit.ts';
import { type CallParts, serveCalls } from './call-socket.ts';
import { pageRequests } from './page-requests.ts';
import { Tokens } from './tokens.ts';

/** Something else that is served beside the page. It decides by itself whom it admits. */
export interface Mounted {
  /** Without a query. */
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

export interface PageServerOptions extends CallParts {
  /** Made once the server knows what it is called. */
  readonly mount?: (names: OwnNames) => Mounted;
  readonly files: PageFiles;
  /** 0: any that is free. */
  readonly port: number;
}

export interface PageServer {
  /** The address that lets a browser in, with its token. */
  readonly url: string;
  readonly port: number;
  /** An address that lets one browser in, once, within a minute. */
  urlForOnce(): string;
  close(): Promise<void>;
}

/** The only address it ever listens on: nothing outside of this machine reaches it. */
const LOOPBACK = '127.0.0.1';
const CALLS_PATH = '/rpc';
const MOST_SOCKETS = 64;

/** Serves the page and its calls on this machine. Throws AppError `serve.port`. */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { files, logger, clock } = options;
  const server = createServer();
  const port = await listen(server, options.port);
  const names = ownNames(port);
  const tokens = new Tokens(port, clock);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    // The key that stands beside it is not sent back.
    handleProtocols: () => CALLS_PROTOCOL,
  });
  const mounted = options.mount?.(names);
  const pages = pageRequests({ names, tokens, files, logger });
  server.on('request', (request, response) => {
    const [path] = (request.url ?? '').split('?', 1);
    if (mounted !== undefined && path === mounted.path) mounted.handle(request, response);
    else pages(request, response);
  });
  server.on('upgrade', (request, stream, head) => {
    // A peer that is gone while it is refused is nobody's loss.
    stream.on('error', () => {});
    const refusal = refuseUpgrade(request) ?? refuseSocket(request, names, tokens);
    if (refusal !== undefined) refuse(stream, refusal);
    else if (sockets.clients.size >= MOST_SOCKETS) {
      refuse(stream, { status: 403, message: `more than ${MOST_SOCKETS} pages are open: close some` });
    } else sockets.handleUpgrade(request, stream, head, (socket) => serveCalls(socket, options));
  });
  const address = `http://${LOOPBACK}:${port}`;
  return {
    url: `${address}/?token=${tokens.address}`,
    port,
    urlForOnce: () => `${address}/?token=${tokens.once()}`,
    async close() {
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      await mounted?.close();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function refuseUpgrade({ url = '', headers }: IncomingMessage): Refusal | undefined {
  if (url === CALLS_PATH && headers.upgrade?.toLowerCase() === 'websocket') return undefined;
  return { status: 400, message: `sockets are opened at ${CALLS_PATH}` };
}

function refuse(stream: Duplex, { status, message }: Refusal): void {
  const body = `${message}\n`;
  stream.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'connection: close',
      'content-type: text/plain; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new AppError('serve.port', `port ${port} of ${LOOPBACK} cannot be used (${errorCode(cause) ?? 'unknown'})`, {
          hint: 'choose another with --port, or leave it out to take any that is free',
          cause,
        }),
      );
    });
    server.listen({ host: LOOPBACK, port }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
