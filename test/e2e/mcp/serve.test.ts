import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, it } from 'vitest';
import { Desk, type Started } from '#test/e2e/cli/opsroom.ts';

const TOKEN = 'a-token-of-the-operator-0123456789';

interface Printed {
  readonly mcp: { readonly url: string; readonly token: string | null };
}

async function served(desk: Desk): Promise<{ readonly serving: Started; readonly mcp: Printed['mcp'] }> {
  const serving = desk.start(['serve', '--json']);
  await serving.until(/"token": .*\n\s*}\n}/);
  return { serving, mcp: (JSON.parse(serving.stdout) as Printed).mcp };
}

async function connect(url: string, token: string): Promise<Client> {
  const client = new Client({ name: 'reader', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  return client;
}

it('opsroom serve prints a token of its own for agents, and ends in order while one listens', async () => {
  const desk = new Desk();
  const { serving, mcp } = await served(desk);
  expect(mcp).toEqual({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/), token: expect.any(String) });
  const client = await connect(mcp.url, mcp.token ?? '');
  await client.listen({ resourceSubscriptions: ['opsroom://runs'] });
  serving.child.kill('SIGTERM');
  expect((await serving.finished).code).toBe(0);
  await client.close();
});

it('takes a token that the operator chose, and does not print it', async () => {
  const desk = new Desk({ OPSROOM_MCP_TOKEN: TOKEN });
  const { serving, mcp } = await served(desk);
  expect(mcp.token).toBeNull();
  const client = await connect(mcp.url, TOKEN);
  expect((await client.listTools()).tools).toHaveLength(12);
  await client.close();
  await expect(connect(mcp.url, `${TOKEN}x`)).rejects.toThrow(/401|unauthorized/i);
  serving.child.kill('SIGTERM');
  const { stdout, stderr } = await serving.finished;
  expect(stdout + stderr).not.toContain(TOKEN);
});

it('refuses a token that is easy to guess', async () => {
  const { code, stderr } = await new Desk({ OPSROOM_MCP_TOKEN: 'secret' }).run(['serve']);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/OPSROOM_MCP_TOKEN is no token.*\n.*openssl rand/);
  expect(stderr).not.toContain('secret');
});
