import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { FollowedResources } from '#main/hosts/desks/mcp/follow-resource.ts';
import { createMask } from '#main/secrets/mask.ts';
import { pin, testClients } from '#test/helpers/mcp/clients.ts';
import { FixedServers, registered } from '#test/helpers/mcp/servers.ts';

const signal = new AbortController().signal;
const SERVER = fileURLToPath(new URL('../../../../helpers/mcp/modern-server.ts', import.meta.url));
const uri = 'modern://clock';

it('follows for as long as somebody does, and ends when the server tells no more', async () => {
  const server = registered({ transport: 'stdio', name: 'modern', command: process.execPath, args: [SERVER] });
  const { hub } = testClients(new FixedServers(await pin(server)));
  const followed = new FollowedResources(hub, createMask([]));
  const call = (tool: string) => hub.call({ server: 'modern', tool, arguments: {}, signal });
  const first = new AbortController();
  const gone = followed.follow('modern', uri, first.signal);
  const stays = followed.follow('modern', uri, signal);
  expect((await gone.next()).value).toMatchObject([{ text: 'ticking' }]);
  expect((await stays.next()).value).toMatchObject([{ text: 'ticking' }]);
  first.abort();
  expect((await gone.next()).done).toBe(true);
  const changed = stays.next();
  await call('touch');
  expect((await changed).value).toMatchObject([{ text: 'ticking' }]);
  const ended = stays.next();
  ended.catch(() => {});
  await call('hush');
  await expect(ended).rejects.toMatchObject({ code: 'mcp.closed', hint: 'subscribe again' });
  const again = followed.follow('modern', uri, signal);
  expect((await again.next()).value).toMatchObject([{ text: 'ticking' }]);
  await again.return();
});
