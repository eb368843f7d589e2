import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { hasTool } from '#test/helpers/has-tool.ts';

/** A server of the running test and the sockets that are open to it. */
export interface TestServer {
  readonly origin: string;
  readonly port: number;
  readonly sockets: ReadonlySet<Socket>;
  /** Resolves when no connection is open. */
  drained(): Promise<void>;
}

export async function serve(listener: RequestListener, tls?: ServerOptions): Promise<TestServer> {
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  // Whoever does not hang up keeps the connection open for longer than any test waits.
  server.keepAliveTimeout = 600_000;
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const resolve of waiting) resolve();
    });
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    sockets,
    drained: () => (sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve))),
  };
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Answers with what was asked. */
export async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
}

/** Certificates are made with openssl; tests of TLS are skipped where there is none. */
export const hasOpenssl = hasTool('openssl');

/** A fresh certificate authority and two certificates it signed: for 127.0.0.1/localhost, and for a client. */
export function certificates(): Record<'ca' | 'serverCert' | 'serverKey' | 'clientCert' | 'clientKey', string> {
  const folder = mkdtempSync(join(tmpdir(), 'opsroom-certs-'));
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Test CA');
  const signed = (name: string, ...extensions: string[]): void => {
    openssl(
      'req',
      '-x509',
      ...key,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-addext',
      'basicConstraints=critical,CA:FALSE',
      ...extensions,
    );
  };
  signed('server', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:service.test');
  signed('client');
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const result = {
    ca: text('ca.pem'),
    serverCert: text('server.pem'),
    serverKey: text('server.key'),
    clientCert: text('client.pem'),
    clientKey: text('client.key'),
  };
  rmSync(folder, { recursive: true });
  return result;
}
