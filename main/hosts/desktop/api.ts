import { hostname } from 'node:os';
import { RPCHandler } from '@orpc/server/message-port';
import type { HostContext } from '#main/api/context.ts';
import type { HostActions } from '#main/api/ports/host-actions.ts';
import { createRouter } from '#main/api/router.ts';
import type { Logger } from '#main/kernel/logger.ts';
import { createApiContext, createUnusableContext } from '../api-context.ts';
import type { OpenedRoom } from './open-room.ts';
import type { PortServer } from './window-ports.ts';

export interface ApiParts {
  readonly host: HostActions;
  readonly dataDir: string;
  readonly logger: () => Logger;
}

/** What answers the page; `close` it before the data folder. */
export interface DesktopApi extends PortServer {
  close(): Promise<void>;
}

/** Everything that the page can call, on an opened data folder or on one that could not be opened. */
export function composeApi(opened: OpenedRoom, { host, dataDir, logger }: ApiParts): DesktopApi {
  const handler = new RPCHandler<HostContext>(createRouter());
  if (opened.ok) {
    const open = createApiContext(opened.room, { host });
    const context = { api: open.api };
    return { logger, upgrade: (port) => handler.upgrade(port, { context }), close: () => open.close() };
  }
  const { problem } = opened;
  const actor = { kind: 'operator', name: '' } as const;
  const context = { api: createUnusableContext({ host, problem, dataDir, actor, hostName: hostname() }) };
  return { logger, upgrade: (port) => handler.upgrade(port, { context }), close: () => Promise.resolve() };
}
