import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { describe, expect, it } from 'vitest';
import { CLI, Desk } from '#test/e2e/cli/opsroom.ts';
import { testRoom } from '#test/helpers/run-plan.ts';
import { StdioAgent } from './stdio-agent.ts';

const untilThere = (gate: string): string => `
pulser: 1
name: patient
steps:
  - id: wait
    do: { shell: 'touch "${gate}.begun"; until test -e "${gate}"; do sleep 0.05; done; echo done > done.txt' }
    verify: [{ file: { path: done.txt } }]
    onInterrupt: retry
`;

const QUICK = `
pulser: 1
name: quick
steps:
  - id: write
    do: { shell: "echo quick > quick.txt" }
    verify: [{ file: { path: quick.txt, contains: quick } }]
`;

/** Kinds of the processes that execute runs of the desk now. */
async function workers(desk: Desk): Promise<readonly string[]> {
  const room = await testRoom({}, desk.data, { mode: 'read-only' });
  return room.store.instances.list().map(({ kind }) => kind);
}

describe('opsroom mcp', () => {
  it('writes nothing but the protocol, and ends in order when its input ends', async () => {
    const desk = new Desk();
    const agent = new StdioAgent(desk);
    expect((await agent.begin()).result).toMatchObject({
      protocolVersion: '2025-11-25',
      serverInfo: { name: 'ops-control-room' },
      instructions: expect.stringContaining('Report only what the tools say'),
    });
    const started = await agent.call('run_start', { text: QUICK });
    const { run } = started.structuredContent;
    expect((await agent.call('run_wait', { run })).structuredContent).toMatchObject({
      waitedFor: 'ended',
      report: { status: 'succeeded', startedBy: { kind: 'agent', name: 'stdio agent 1 (agent)' } },
    });
    expect(await workers(desk)).toEqual(['mcp']);
    expect(await agent.end()).toBe(0);
    for (const line of agent.stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    expect(agent.stderr).toBe('');
    expect(await workers(desk)).toEqual([]);
  });

  it('hands over a bundle that the verifier accepts', async () => {
    const desk = new Desk();
    const agent = new StdioAgent(desk);
    await agent.begin();
    await agent.call('run_start', { text: QUICK });
    await agent.call('run_wait', { run: 'R-1' });
    const { structuredContent } = await agent.call('proof_get', { run: 'R-1', bundle: true });
    const { uri, fileName, digest } = structuredContent.bundle;
    const { contents } = (await agent.ask('resources/read', { uri })).result;
    const bytes = Buffer.from(contents[0].blob, 'base64');
    expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(digest);
    const file = join(desk.folder, fileName);
    writeFileSync(file, bytes);
    expect(await agent.end()).toBe(0);
    const verified = await desk.run(['verify', file]);
    expect(verified.code, verified.stdout).toBe(0);
  });

  it('gives a run back when its agent goes away in the middle, and another one ends it', async () => {
    const desk = new Desk();
    const gate = join(desk.folder, 'gate');
    const agent = new StdioAgent(desk);
    await agent.begin();
    const started = await agent.call('run_start', { text: untilThere(gate) });
    const { run } = started.structuredContent;
    void agent.call('run_wait', { run });
    // The act has begun when its file is there.
    await expect
      .poll(async () => (await desk.json(['show', run])).document.steps[0]?.tries, { timeout: 20_000 })
      .toBe(1);
    expect(await agent.end()).toBe(0);
    expect((await desk.json(['show', run])).document.execution).not.toBe('canceled');
    writeFileSync(gate, '');
    const next = new StdioAgent(desk);
    await next.begin();
    const waited = await next.call('run_wait', { run });
    expect(waited.structuredContent).toMatchObject({ waitedFor: 'ended', report: { verification: 'passed' } });
    expect(await next.end()).toBe(0);
  });

  it('leaves the work to a worker that lives, and takes it over when that one is gone', async () => {
    const desk = new Desk();
    const worker = desk.start(['worker']);
    await worker.until(/worker [\w-]+ on/);
    const agent = new StdioAgent(desk);
    await agent.begin();
    await agent.call('run_start', { text: QUICK });
    const first = await agent.call('run_wait', { run: 'R-1' });
    expect(first.structuredContent.report.status).toBe('succeeded');
    expect(await workers(desk)).toEqual(['worker']);
    worker.child.kill('SIGKILL');
    await agent.call('run_start', { text: QUICK.replace('quick', 'again') });
    const second = await agent.call('run_wait', { run: 'R-2' });
    expect(second.structuredContent.report.ended).toBe(true);
    expect(await workers(desk)).toContain('mcp');
    expect(await agent.end()).toBe(0);
  });

  it('executes nothing with --no-worker', async () => {
    const desk = new Desk();
    const agent = new StdioAgent(desk, ['--no-worker']);
    await agent.begin();
    const started = await agent.call('run_start', { text: QUICK });
    expect(started.content[0].text).toContain('No worker is running');
    expect(await workers(desk)).toEqual([]);
    expect(await agent.end()).toBe(0);
  });

  it.each([
    ['no JSON', 'this is not JSON\n{"jsonrpc":\n[[[\n'],
    ['no messages', '{}\n7\n"x"\nnull\n{"jsonrpc":"1.0"}\n'],
    ['bytes', '\u0000\u0001\ufffd\n\n\r\n'],
  ])('goes on after lines that are %s', async (_, lines) => {
    const agent = new StdioAgent(new Desk());
    await agent.begin();
    agent.write(lines);
    expect((await agent.ask('tools/list')).result.tools).toHaveLength(12);
    expect((await agent.ask('no/such/method')).error).toMatchObject({ code: -32_601 });
    expect(await agent.end()).toBe(0);
  });

  it('ends in order when a message never ends', async () => {
    const agent = new StdioAgent(new Desk());
    await agent.begin();
    const block = 'x'.repeat(1 << 20);
    for (let sent = 0; sent < 20; sent += 1) agent.write(block);
    expect(await agent.exit).toBe(0);
  });

  it('ends in order when it is told to stop', async () => {
    const agent = new StdioAgent(new Desk());
    await agent.begin();
    agent.child.kill('SIGTERM');
    expect(await agent.exit).toBe(0);
  });

  it('says on standard error why a data folder cannot be used, and nothing on standard output', async () => {
    const desk = new Desk();
    const agent = new StdioAgent(desk, ['--data-dir', desk.write('file', 'no folder')]);
    expect(await agent.exit).not.toBe(0);
    expect(agent.stdout).toBe('');
    expect(agent.stderr).toContain('data folder');
  });

  it.each(['legacy', 'auto'] as const)('tells those who follow a run over standard streams, %s', async (era) => {
    const desk = new Desk();
    const client = new Client({ name: 'follower', version: '1' }, { versionNegotiation: { mode: era } });
    const heard: string[] = [];
    const ended = new Promise<void>((resolve) => {
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
        heard.push(params.uri);
        resolve();
      });
    });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [CLI, 'mcp', '--no-worker'],
        env: desk.environment,
        stderr: 'ignore',
      }),
    );
    try {
      const uri = 'opsroom://runs/R-1';
      await client.callTool({ name: 'run_start', arguments: { text: QUICK } });
      if (client.getProtocolEra() === 'modern') await client.listen({ resourceSubscriptions: [uri] });
      else await client.subscribeResource({ uri });
      await client.callTool({ name: 'run_cancel', arguments: { run: 'R-1', reason: 'enough' } });
      await ended;
      expect(new Set(heard)).toEqual(new Set([uri]));
    } finally {
      await client.close();
    }
  });
});
