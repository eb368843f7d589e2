import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import type { HostActions } from '#main/api/ports/host-actions.ts';
import type { Logger } from '#main/kernel/logger.ts';
import { host as hostContract } from '#shared/api/host.ts';
import type { OpenedRoom } from './open-room.ts';
import type { PortServer } from './window-ports.ts';

export interface ApiParts {
  readonly host: HostActions;
  readonly dataDir: string;
  readonly logger: Logger;
}

/** Everything that the page can call, on an opened data folder or on one that could not be opened. */
export function composeApi(_opened: OpenedRoom, { host, logger }: ApiParts): PortServer {
  const calls = implement(hostContract);
  const handler = new RPCHandler({
    host: {
      info: calls.info.handler(() => host.info),
      events: calls.events.handler(({ signal }) => host.events(signal ?? new AbortController().signal)),
      window: calls.window.handler(({ input }) => {
        host.window(input.action);
        return null;
      }),
    },
  });
  return { logger, upgrade: (port) => handler.upgrade(port) };
}
