import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { clientOptions, pin, testClients } from '#test/helpers/mcp/clients.ts';
import { FixedServers, registered, resolved } from '#test/helpers/mcp/servers.ts';

const signal = new AbortController().signal;
const SERVER = fileURLToPath(new URL('../../../helpers/mcp/modern-server.ts', import.meta.url));

it('speaks the newer protocol with a server that has it, questions and changes included', async () => {
  const server = await pin(
    registered({ transport: 'stdio', name: 'modern', command: process.execPath, args: [SERVER] }),
  );
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
