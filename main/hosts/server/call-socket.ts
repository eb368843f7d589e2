import type { Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import type { HostContext } from '#main/api/context.ts';
import type { Clock } from '#main/kernel/clock.ts';
import type { Logger } from '#main/kernel/logger.ts';
import { badMessageAnswer, messageProblem } from '../rpc-message.ts';
import { CallGate } from './call-gate.ts';

/** Bytes that may wait for a slow page before its own streams and calls wait, and when they go on. */
const BACKLOG_HIGH = 1 << 20;
const BACKLOG_LOW = 1 << 18;
/** Calls that may wait to be let in before no more are read. */
const MOST_WAITING = 256;
const PING_MS = 15_000;
/** Close code for a peer that does not keep to the protocol. */
const BAD_PEER = 1008;

export interface CallParts {
  // The router's own types are the contract's; here calls only pass through.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly router: Router<any, HostContext>;
  readonly context: HostContext;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Answers the calls of one page over its socket. A page that reads slowly slows its own calls and streams, nothing else. */
export function serveCalls(socket: WebSocket, { router, context, clock, logger }: CallParts): void {
  const isSlow = (): boolean => socket.bufferedAmount > BACKLOG_HIGH;
  const gate = new CallGate(clock, () => !isSlow());
  const handler = new RPCHandler(router, {
    interceptors: [
      async (options) => {
        const entered = gate.enter();
        if (gate.waiting > MOST_WAITING) socket.pause();
        const leave = await entered;
        if (gate.waiting <= MOST_WAITING) socket.resume();
        try {
          return await options.next();
        } finally {
          // Once its answer is counted among what waits for the page.
          setImmediate(leave);
        }
      },
    ],
  });
  const waiting = new Set<() => void>();
  const flushed = (): void => {
    if (socket.readyState === socket.OPEN && socket.bufferedAmount > BACKLOG_LOW) return;
    for (const resolve of waiting) resolve();
    waiting.clear();
    gate.look();
  };
  const send = (data: string | Uint8Array): Promise<void> | void => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(data, flushed);
    if (!isSlow()) return;
    return new Promise((resolve) => {
      waiting.add(resolve);
    });
  };
  keepAlive(socket, clock, () => waiting.size > 0 || gate.waiting > 0);
  socket.on('error', (error) => logger.warn('the socket of a page failed', { error }));
  socket.on('close', flushed);
  void handler.upgrade(callsOnly(socket, send, logger), { context });
}

type Upgradable = Parameters<RPCHandler<HostContext>['upgrade']>[0];

/** The socket as the handler sees it: only messages that have the form of a call, and writes that wait. */
function callsOnly(
  socket: WebSocket,
  send: (data: string | Uint8Array) => Promise<void> | void,
  logger: Logger,
): Upgradable {
  const addEventListener = (name: string, listener: (event: { readonly data: unknown }) => void): void => {
    if (name === 'close') socket.on('close', () => listener({ data: undefined }));
    if (name !== 'message') return;
    socket.on('message', (bytes: Buffer, isBinary) => {
      const data = isBinary ? bytes : bytes.toString('utf8');
      const problem = messageProblem(data);
      if (problem === undefined) {
        listener({ data });
        return;
      }
      logger.warn('a message without the form of a call was refused');
      if (problem.id === undefined) socket.close(BAD_PEER, 'not a message of this protocol');
      else void send(badMessageAnswer(problem.id));
    });
  };
  return { addEventListener, send } as unknown as Upgradable;
}

/** Ends the socket of a page that is gone without saying so. One whose messages wait for it is slow, not gone. */
function keepAlive(socket: WebSocket, clock: Clock, isSlow: () => boolean): void {
  let isAlive = true;
  let cancel = (): void => {};
  socket.on('pong', () => {
    isAlive = true;
  });
  const look = (): void => {
    if (!isAlive && !isSlow()) {
      socket.terminate();
      return;
    }
    isAlive = false;
    socket.ping();
    cancel = clock.schedule(PING_MS, look, { background: true });
  };
  cancel = clock.schedule(PING_MS, look, { background: true });
  socket.on('close', () => cancel());
}
