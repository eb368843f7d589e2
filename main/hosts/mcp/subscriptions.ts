import { type McpServer, ProtocolError, ProtocolErrorCode, type ServerEvent } from '@modelcontextprotocol/server';
import type { AgentDesk } from './agent-desk.ts';
import type { ChangeFeed } from './change-feed.ts';
import { usualUri } from './resource-uris.ts';
import { asProtocolError } from './resources.ts';

/** Resources that one client may follow. */
const MOST_FOLLOWED = 1_000;

/** Serves the subscriptions of the older protocol, which asks for each resource by itself. */
export function serveSubscriptions({ server }: McpServer, desk: AgentDesk): void {
  /** As the client named them, with what changes are told of. */
  const followed = new Map<string, string>();
  let isOpen = true;
  let stop: (() => void) | undefined;
  const onChange = (event: ServerEvent): void => {
    if (event.kind !== 'resource_updated') return send(server, event);
    for (const [uri, usual] of followed) if (usual === event.uri) send(server, { ...event, uri });
  };
  server.setRequestHandler('resources/subscribe', async ({ params: { uri } }) => {
    if (followed.size >= MOST_FOLLOWED) {
      throw new ProtocolError(ProtocolErrorCode.InvalidRequest, `more than ${MOST_FOLLOWED} resources are followed`);
    }
    const usual = await usualUri({ calls: desk.callsOf(server.getClientVersion()) }, uri).catch((error: unknown) => {
      throw asProtocolError(uri, error, desk);
    });
    if (!isOpen) return {};
    followed.set(uri, usual);
    stop ??= desk.feed.subscribe(onChange);
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
    followed.delete(uri);
    if (followed.size > 0) return {};
    stop?.();
    stop = undefined;
    return {};
  });
  onClose(server, () => {
    isOpen = false;
    stop?.();
  });
}

/** Sends every change through a connection of the newer protocol, whose router knows who asked for what. */
export function forwardChanges({ server }: McpServer, feed: ChangeFeed): void {
  onClose(
    server,
    feed.subscribe((event) => send(server, event)),
  );
}

function send(server: McpServer['server'], event: ServerEvent): void {
  const sent =
    event.kind === 'resource_updated'
      ? server.sendResourceUpdated({ uri: event.uri })
      : server.sendResourceListChanged();
  // The client went away meanwhile.
  sent.catch(() => {});
}

function onClose(server: McpServer['server'], end: () => void): void {
  const before = server.onclose;
  server.onclose = () => {
    before?.();
    end();
  };
}
