import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HubChange } from '#main/tools/mcp/hub-types.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { packagedServer, parts, pin, roughServer, testClients } from '#test/helpers/mcp/clients.ts';
import { FixedServers, pinned } from '#test/helpers/mcp/servers.ts';
import { GO, httpServer, listen, listing, sessionServer } from '#test/helpers/mcp/session-server.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const signal = new AbortController().signal;

describe('the hub', () => {
  it('starts nothing that is not approved, or is switched off', async () => {
    const server = roughServer();
    const { hub, servers } = testClients(new FixedServers({ ...server, approved: null }));
    expect((await hub.start('rough')).state).toBe('not-approved');
    await expect(hub.offer('rough', signal)).rejects.toMatchObject({ code: 'mcp.not-approved' });
    servers.set({ ...server, isEnabled: false });
    expect((await hub.start('rough')).state).toBe('disabled');
    expect(hub.protocol('rough', 0)).toEqual([]);
    servers.set(server);
    expect(hub.status('rough').state).toBe('stopped');
  });

  it('shows what a real server has, reads, completes and subscribes', async () => {
    const server = packagedServer('server-everything', ['stdio']);
    const { hub, servers } = testClients(new FixedServers(server));
    const changes: HubChange[] = [];
    hub.listen((change) => changes.push(change));
    const name = 'server-everything';
    expect(await hub.start(name)).toMatchObject({
      state: 'connected',
      error: null,
      latencyMs: expect.any(Number) as number,
    });
    const offer = await hub.offer(name, signal);
    expect(offer.prompts.map((prompt) => prompt.name)).toContain('completable-prompt');
    expect(offer.templates[0]?.uriTemplate).toBe('demo://resource/dynamic/text/{resourceId}');
    const [resource] = offer.resources;
    expect(await hub.readResource(name, resource?.uri ?? '', signal)).toMatchObject([{ type: 'resource' }]);
    expect((await hub.getPrompt(name, 'simple-prompt', {}, signal)).messages).toHaveLength(1);
    const wish = { of: 'prompt', ref: 'completable-prompt', argument: 'department', value: 'E' } as const;
    expect(await hub.complete(name, wish, signal)).toEqual(['Engineering']);

    await expect(hub.call({ server: name, tool: 'echo', arguments: {}, signal })).rejects.toMatchObject({
      code: 'mcp.not-pinned',
    });
    servers.set(pinned(server, offer.snapshot));
    const uri = 'demo://resource/dynamic/text/1';
    await hub.subscribe(name, uri, signal);
    await hub.call({ server: name, tool: 'toggle-subscriber-updates', arguments: {}, signal });
    await expect
      .poll(() => changes.filter((change) => change.kind === 'resource'))
      .toContainEqual({
        kind: 'resource',
        server: name,
        uri,
      });
    await hub.unsubscribe(name, uri, signal);
    expect((await hub.stop(name)).state).toBe('stopped');
  });

  it('keeps the messages in order, with times and without secrets', async () => {
    const base = await pin(roughServer());
    const server = { ...base, ...roughServer({}, { secretEnv: { TOKEN: 'TOKEN' } }), pins: base.pins };
    const { hub } = testClients(new FixedServers(server), {
      ...parts(),
      secret: () => Promise.resolve('s3cr3t-value'),
    });
    await hub.call({ server: 'rough', tool: 'env', arguments: {}, signal });
    const messages = hub.protocol('rough', 0);
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, at) => at + 1));
    const answer = messages.findLast(({ method }) => method === 'tools/call');
    expect(answer).toMatchObject({ direction: 'received', kind: 'response', durationMs: expect.any(Number) as number });
    expect(answer?.text).toContain('TOKEN');
    expect(hub.exportProtocol('rough')).not.toContain('s3cr3t-value');
    expect(hub.exportProtocol('rough').trimEnd().split('\n')).toHaveLength(messages.length);
    await hub.call({ server: 'rough', tool: 'garbage', arguments: {}, signal });
    expect(hub.serverLog('rough')).toContain('[not a message] this is no message');
  });

  it('tells servers of a folder of their own, and not of the data folder', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'identity.json'), 'the key');
    const server = packagedServer('server-filesystem', [], { roots: 'workspace' });
    const name = 'server-filesystem';
    const { hub, servers } = testClients(new FixedServers(server), { folder });
    servers.set(pinned(server, (await hub.offer(name, signal)).snapshot));
    const call = (tool: string, path: string) =>
      hub.call({ server: name, tool, arguments: { path, content: 'x' }, signal });
    expect((await call('read_text_file', join(folder, 'identity.json'))).isError).toBe(true);
    expect((await call('write_file', join(folder, 'identity.json'))).isError).toBe(true);
    expect(readFileSync(join(folder, 'identity.json'), 'utf8')).toBe('the key');
    expect((await call('write_file', join(folder, 'mcp-folder', 'note.txt'))).isError).toBe(false);
    expect(readFileSync(join(folder, 'mcp-folder', 'note.txt'), 'utf8')).toBe('x');
  });

  it('starts a server again that ended by itself', async () => {
    const { hub } = testClients(new FixedServers(await pin(roughServer())));
    await hub.start('rough');
    await expect(hub.call({ server: 'rough', tool: 'crash', arguments: {}, signal })).rejects.toMatchObject({
      code: 'mcp.closed',
    });
    const { state, retryAt, error } = hub.status('rough');
    expect({ state, code: error?.code, willRetry: retryAt !== null }).toEqual({
      state: 'failed',
      code: 'mcp.closed',
      willRetry: true,
    });
    await expect.poll(() => hub.status('rough').state, { timeout: 10_000 }).toBe('connected');
  });

  it('lists anew by itself what a server says has changed', async () => {
    const { hub } = testClients(new FixedServers(await pin(roughServer())));
    expect((await hub.start('rough')).state).toBe('connected');
    await hub.call({ server: 'rough', tool: 'grow', arguments: {}, signal });
    await expect.poll(() => hub.status('rough').state, { timeout: 5_000 }).toBe('drifted');
    expect(hub.lastOffer('rough')?.drift?.added).toEqual(['extra']);
  });

  it('sees that a server has changed which does not say so: by a call that is refused, and by itself', async () => {
    const changing = async () => {
      let tools: readonly object[] = [GO];
      const { handler } = sessionServer(
        (_, response) => response.writeHead(500).end(),
        (...exchange) => listing(tools)(...exchange),
      );
      const server = await pin(httpServer(await listen(handler)));
      const clock = new ManualClock();
      const { hub } = testClients(new FixedServers(server), { clock });
      expect((await hub.start('remote')).state).toBe('connected');
      tools = [{ ...GO, description: 'Other words' }];
      const stateAfter = async (ms: number) => {
        await clock.advance(ms);
        return hub.status('remote').state;
      };
      return { hub, stateAfter };
    };
    const called = await changing();
    // A call asks again what is offered when the last answer is older than a minute.
    expect(await called.stateAfter(61_000)).toBe('connected');
    await expect(called.hub.call({ server: 'remote', tool: 'go', arguments: {}, signal })).rejects.toMatchObject({
      code: 'mcp.drift',
    });
    await expect.poll(() => called.stateAfter(200)).toBe('drifted');

    const left = await changing();
    await expect.poll(() => left.stateAfter(10_000)).toBe('drifted');
  });

  it('shows drift, calls nothing then, and drops the connection of a definition that changed', async () => {
    const before = await pin(roughServer());
    const drifted = { ...roughServer({ description: 'Other words' }), pins: before.pins };
    const { hub, servers } = testClients(new FixedServers(drifted));
    expect((await hub.start('rough')).state).toBe('drifted');
    expect(hub.lastOffer('rough')?.drift?.changed.map(({ tool }) => tool)).toEqual(['echo']);
    await expect(hub.call({ server: 'rough', tool: 'echo', arguments: {}, signal })).rejects.toMatchObject({
      code: 'mcp.drift',
    });
    servers.set(before);
    await hub.call({ server: 'rough', tool: 'echo', arguments: {}, signal });
    expect(hub.status('rough').state).toBe('connected');
  });
});
