import { connect, createServer, type Server, type Socket } from 'node:net';
import { createORPCClient } from '@orpc/client';
import { createRouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { HostContext } from '#main/api/context.ts';
import { createRouter } from '#main/api/router.ts';
import { type Connector, type OpenLink, ReconnectingLink } from '#renderer/client/link.ts';
import { openPort } from '#renderer/client/port-connector.ts';
import { webSocketConnector } from '#renderer/client/websocket-connector.ts';
import type { ContractClient } from '#shared/api/contract.ts';
import { KEY_PROTOCOL } from '#shared/api/page-key.ts';
import { testServer } from './page-server.ts';

/** What carries the calls of a page to its control room. */
export const CARRIERS = ['in process', 'message port', 'web socket'] as const;
export type Carrier = (typeof CARRIERS)[number];

export interface Wire {
  readonly client: ContractClient;
  /** Breaks the connection as it stands; the client makes another. */
  readonly cut: () => void;
  /** How often a connection was made. */
  readonly connections: () => number;
}

/** The client of the page over a carrier, ended with the test. */
export async function wire(carrier: Carrier, context: HostContext, cutAfter: readonly number[] = []): Promise<Wire> {
  const makers = { 'in process': inProcess, 'message port': overPorts, 'web socket': overSockets };
  const { connector, cut } = await makers[carrier](context, cutAfter);
  let connections = 0;
  const link = new ReconnectingLink(
    async (signal) => {
      const open = await connector(signal);
      connections += 1;
      return open;
    },
    { pauseMs: [1, 5] },
  );
  onTestFinished(() => link.stop());
  link.start();
  return { client: createORPCClient(link), cut, connections: () => connections };
}

interface Carried {
  readonly connector: Connector;
  readonly cut: () => void;
}

function inProcess(context: HostContext): Promise<Carried> {
  const client = createRouterClient(createRouter(), { context });
  const link: OpenLink['link'] = {
    call(path, input, options) {
      const call = path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], client);
      return (call as (input: unknown, options: unknown) => Promise<unknown>)(input, options);
    },
  };
  let end = (): void => {};
  const connector: Connector = () => {
    let isOpen = true;
    const closed = new Promise<void>((resolve) => {
      end = () => {
        isOpen = false;
        resolve();
      };
    });
    return Promise.resolve({ link, closed, isOpen: () => isOpen, close: end });
  };
  return Promise.resolve({ connector, cut: () => end() });
}

function overPorts(context: HostContext): Promise<Carried> {
  const handler = new RPCHandler(createRouter());
  let near: MessagePort | undefined;
  const connector: Connector = () => {
    const { port1, port2 } = new MessageChannel();
    near = port1;
    handler.upgrade(port2, { context });
    port2.start();
    return Promise.resolve(openPort(port1));
  };
  return Promise.resolve({ connector, cut: () => near?.close() });
}

/** The socket goes through a relay, which is where it is cut. */
async function overSockets(context: HostContext, cutAfter: readonly number[]): Promise<Carried> {
  const server = await testServer(context);
  const cookie = await server.letIn();
  const [, key = ''] = await server.protocols();
  const host = `127.0.0.1:${server.port}`;
  const relay = await startRelay(server.port, cutAfter);
  class BrowserSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { host, cookie, origin: `http://${host}` } });
      this.on('error', () => {});
    }
  }
  vi.stubGlobal('WebSocket', BrowserSocket);
  onTestFinished(() => void vi.unstubAllGlobals());
  return {
    connector: webSocketConnector(`ws://127.0.0.1:${relay.port}/rpc`, () => key.slice(KEY_PROTOCOL.length)),
    cut: relay.cut,
  };
}

/** Forwards connections to a port, until they are cut: each of the first ones after so many bytes of answers, where that is given. */
export async function startRelay(
  to: number,
  cutAfter: readonly number[] = [],
): Promise<{ readonly port: number; readonly cut: () => void }> {
  const sockets = new Set<Socket>();
  const limits = [...cutAfter];
  const server: Server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    let left = limits.shift() ?? Number.POSITIVE_INFINITY;
    far.on('data', (bytes: Buffer) => {
      left -= bytes.length;
      if (left < 0) near.resetAndDestroy();
    });
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(into);
      from.on('error', () => into.destroy());
      from.on('close', () => {
        sockets.delete(from);
        into.destroy();
      });
    }
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  return { port, cut };
}
