import { createRouter } from '#main/api/router.ts';
import { agentToken } from '#main/hosts/mcp/admit-agent.ts';
import { ChangeFeed } from '#main/hosts/mcp/change-feed.ts';
import { agentEndpoint } from '#main/hosts/mcp/http-endpoint.ts';
import { pageFiles } from '#main/hosts/page/page-files.ts';
import { startPageServer } from '#main/hosts/server/page-server.ts';
import { systemClock } from '#main/kernel/clock.ts';
import { createLogger } from '#main/kernel/logger.ts';
import { unusableContext } from '#test/helpers/page-server.ts';
import { startBearerProxy } from './bearer-proxy.ts';
import { fixtureServers } from './fixture-server.ts';

/** The fixture on the real server: its transport, its admission, its sessions. The url is that of a proxy that adds the token. */
export async function startFixture(options: { readonly broken?: boolean } = {}): Promise<{
  readonly url: string;
  readonly urlWithoutToken: string;
  close(): Promise<void>;
}> {
  const logger = createLogger({ level: 'silent', destination: { write: () => {} } });
  const bus = new ChangeFeed(undefined, systemClock, () => {});
  const token = agentToken(undefined);
  const server = await startPageServer({
    files: pageFiles(import.meta.dirname),
    port: 0,
    router: createRouter(),
    context: unusableContext(),
    clock: systemClock,
    logger,
    mount: (names) => agentEndpoint({ servers: fixtureServers(bus, options), bus, token, names, logger }),
  });
  const proxy = await startBearerProxy(server.port, token);
  return {
    url: proxy.url,
    urlWithoutToken: `http://127.0.0.1:${server.port}/mcp`,
    async close() {
      await proxy.close();
      await server.close();
    },
  };
}
