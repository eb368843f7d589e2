import { expect, it, onTestFinished } from 'vitest';
import { sha256 } from '#main/kernel/hash.ts';
import { createMask } from '#main/secrets/mask.ts';
import { digestHex } from '#shared/lib/digest.ts';
import { clientOptions, parts, testClients } from '#test/helpers/mcp/clients.ts';
import { startLoginServer } from '#test/helpers/mcp/login-server.ts';
import { FixedServers, pinned, registered, resolved } from '#test/helpers/mcp/servers.ts';

const signal = new AbortController().signal;

/** A browser, and somebody who agrees. */
async function browse(address: string): Promise<void> {
  const answer = await fetch(address, { redirect: 'manual' });
  const back = new URL(answer.headers.get('location') ?? '');
  // Somebody else's return is not taken for ours.
  const forged = new URL(back);
  forged.searchParams.set('state', 'guessed');
  expect((await fetch(forged)).status).toBe(404);
  const page = await fetch(back);
  expect(await page.text()).toContain('You can close this window');
}

function setUp(url: string) {
  const vault = new Map<string, string>();
  const mask = createMask([]);
  const server = registered({ transport: 'http', name: 'guarded', url, headers: { 'x-key': 'k' } });
  const clients = testClients(new FixedServers(server), {
    ...parts(),
    mask,
    secret: (name) => Promise.resolve(vault.get(name)),
    setSecret(name, value) {
      vault.set(name, value);
      return Promise.resolve();
    },
  });
  return { ...clients, server, vault, mask };
}

it('logs in, keeps what it got by its issuer in the vault, and renews it', async () => {
  const login = await startLoginServer();
  const { hub, client, servers, server, vault, mask } = setUp(login.url);
  expect((await hub.start('guarded')).state).toBe('login-required');
  // Nobody is registered anywhere as long as nobody logs in.
  expect(login.registrations).toEqual([]);

  await hub.login('guarded', browse, signal);
  expect(login.registrations).toMatchObject([
    { redirect_uris: [expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)] },
  ]);
  expect(login.grants[0]?.get('resource')).toBe(login.url);
  expect(login.leaks).toEqual([]);
  const entry = vault.get(`MCP_OAUTH_${digestHex(sha256(`issuer ${login.issuer}`))}`);
  const [access = ''] = login.tokens;
  expect(entry).toContain(access);
  expect(mask.text(`Bearer ${access}`)).not.toContain(access);

  const offer = await hub.offer('guarded', signal);
  expect(offer.snapshot.tools).toHaveLength(1);
  expect(hub.exportProtocol('guarded')).not.toContain(access);
  const approved = pinned(server, offer.snapshot);
  servers.set(approved);
  const run = client(clientOptions());
  onTestFinished(() => run.close());
  const call = { server: resolved(approved), tool: 'go', arguments: {}, signal };
  await run.call(call);
  login.expire();
  expect((await run.call(call)).content).toEqual([{ type: 'text', text: 'went' }]);
  expect(login.grants.map((grant) => grant.get('grant_type'))).toEqual(['authorization_code', 'refresh_token']);
});

it('takes no login from another issuer, and no address to open that is not a web address', async () => {
  const login = await startLoginServer({ wrongIssuer: true });
  const { hub, vault } = setUp(login.url);
  await expect(hub.login('guarded', browse, signal)).rejects.toMatchObject({ code: 'mcp.login-failed' });
  expect([...vault.values()].join('')).not.toContain('access-');
  expect(login.grants).toEqual([]);
});

it('sends no tokens where anybody could read them', async () => {
  const { hub } = setUp('http://mcp.example.com/mcp');
  const browser = (): never => {
    throw new Error('opened');
  };
  await expect(hub.login('guarded', browser, signal)).rejects.toMatchObject({
    code: 'mcp.login-failed',
    message: 'the login to guarded failed: its address is not https',
  });
});

it('gives up when nobody logs in any more', async () => {
  const login = await startLoginServer();
  const { hub } = setUp(login.url);
  const stop = new AbortController();
  const reason = new Error('closed');
  const opened: string[] = [];
  const waiting = hub.login(
    'guarded',
    (url) => {
      opened.push(url);
      stop.abort(reason);
      return Promise.resolve();
    },
    stop.signal,
  );
  await expect(waiting).rejects.toBe(reason);
  const [address = ''] = opened;
  expect(new URL(address).searchParams.get('code_challenge_method')).toBe('S256');
});
