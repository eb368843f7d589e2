import { type McpServer, ProtocolError, ProtocolErrorCode, type ServerEvent } from '@modelcontextprotocol/server';
import type { ChangeFeed } from './change-feed.ts';

/** Resources that one client may follow. */
const MOST_FOLLOWED = 1_000;

/** Serves the subscriptions of the older protocol, which asks for each resource by itself. */
export function serveSubscriptions({ server }: McpServer, feed: ChangeFeed): void {
  const followed = new Set<string>();
  let stop: (() => void) | undefined;
  const onChange = (event: ServerEvent): void => {
    if (event.kind !== 'resource_updated' || followed.has(event.uri)) send(server, event);
  };
  server.setRequestHandler('resources/subscribe', ({ params: { uri } }) => {
    if (followed.size >= MOST_FOLLOWED) {
      throw new ProtocolError(ProtocolErrorCode.InvalidRequest, `more than ${MOST_FOLLOWED} resources are followed`);
    }
    followed.add(uri);
    stop ??= feed.subscribe(onChange);
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
    followed.delete(uri);
    if (followed.size > 0) return {};
    stop?.();
    stop = undefined;
    return {};
  });
  onClose(server, () => stop?.());
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
