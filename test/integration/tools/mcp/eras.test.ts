import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { RegisteredServer } from '#main/engine/ports/mcp.ts';
import { clientOptions, pin, testClients } from '#test/helpers/mcp/clients.ts';
import { FixedServers, registered, resolved } from '#test/helpers/mcp/servers.ts';

const signal = new AbortController().signal;
const SERVER = fileURLToPath(new URL('../../../helpers/mcp/modern-server.ts', import.meta.url));

function modern(): RegisteredServer {
  return registered({ transport: 'stdio', name: 'modern', command: process.execPath, args: [SERVER] });
}

it('speaks the newer protocol with a server that has it, questions and changes included', async () => {
  const server = await pin(modern());
  expect(server.pins?.identity).toEqual({ name: 'modern', version: '2', protocol: '2026-07-28' });
  const client = testClients(new FixedServers(server)).client(clientOptions());
  onTestFinished(() => client.close());
  const call = { server: resolved(server), signal };

  expect(await client.call({ ...call, tool: 'add', arguments: { a: 1, b: 2 } })).toMatchObject({
    structured: { sum: 3 },
  });
  const greeted = await client.call({
    ...call,
    tool: 'greet',
    arguments: {},
    ask: (question) => {
      expect(question).toMatchObject({ kind: 'form', message: 'Who are you?', required: ['name'] });
      return Promise.resolve({ action: 'accept', values: { name: 'Ada' } });
    },
  });
  expect(greeted.content).toEqual([{ type: 'text', text: 'Hello, Ada' }]);

  await client.call({ ...call, tool: 'grow', arguments: {} });
  await expect
    .poll(() =>
      client.call({ ...call, tool: 'grow', arguments: {} }).then(
        () => 'called',
        (error: { readonly code: string }) => error.code,
      ),
    )
    .toBe('mcp.drift');
});

it('is told of changes of a resource as the newer protocol has it', async () => {
  const { hub } = testClients(new FixedServers(await pin(modern())));
  const changed: string[] = [];
  hub.listen((change) => {
    if (change.kind === 'resource') changed.push(change.uri);
  });
  expect(await hub.start('modern')).toMatchObject({ state: 'connected', latencyMs: expect.any(Number) as number });
  const uri = 'modern://clock';
  expect(await hub.readResource('modern', uri, signal)).toMatchObject([{ type: 'resource', text: 'ticking' }]);
  await hub.subscribe('modern', uri, signal);
  await hub.call({ server: 'modern', tool: 'touch', arguments: {}, signal });
  await expect.poll(() => changed).toEqual([uri]);
  await hub.unsubscribe('modern', uri, signal);
});

it('goes on telling of a resource when one of those who wished it is gone, and says when the server ends it', async () => {
  const { hub } = testClients(new FixedServers(await pin(modern())));
  const changes: string[] = [];
  hub.listen(({ kind }) => {
    if (kind === 'resource' || kind === 'unsubscribed') changes.push(kind);
  });
  const uri = 'modern://clock';
  const call = (tool: string) => hub.call({ server: 'modern', tool, arguments: {}, signal });
  const gone = new AbortController();
  await Promise.all([hub.subscribe('modern', uri, gone.signal), hub.subscribe('modern', uri, signal)]);
  gone.abort(new Error('gone'));
  await call('touch');
  await expect.poll(() => changes).toEqual(['resource']);
  await call('hush');
  await expect.poll(() => changes, { timeout: 5_000 }).toEqual(['resource', 'unsubscribed']);
  await hub.subscribe('modern', uri, signal);
  await call('touch');
  await expect.poll(() => changes.slice(2)).toContain('resource');
  await hub.stop('modern');
  expect(changes.slice(2), 'the end of the connection is told as such').not.toContain('unsubscribed');
});
