import { request as ask, createServer, type IncomingHttpHeaders } from 'node:http';

/** Adds the token to what a suite sends that cannot. Its own name becomes the server's; every other name stays as it was sent. */
export async function startBearerProxy(
  to: number,
  token: string,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const proxy = createServer((incoming, outgoing) => {
    const headers = renamed({ ...incoming.headers, authorization: `Bearer ${token}` }, portOf(proxy), to);
    const { method, url: path } = incoming;
    const forwarded = ask({ host: '127.0.0.1', port: to, method, path, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', () => resolve());
  });
  return {
    url: `http://127.0.0.1:${portOf(proxy)}/mcp`,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        proxy.closeAllConnections();
      }),
  };
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function renamed(headers: IncomingHttpHeaders, own: number, to: number): IncomingHttpHeaders {
  const { host, origin } = headers;
  const names = [`127.0.0.1:${own}`, `localhost:${own}`];
  return {
    ...headers,
    ...(names.includes(host ?? '') ? { host: `127.0.0.1:${to}` } : {}),
    ...(names.some((name) => origin === `http://${name}`) ? { origin: `http://127.0.0.1:${to}` } : {}),
  };
}
