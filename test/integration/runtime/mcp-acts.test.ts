import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replay } from '#main/engine/replay.ts';
import { findMarked } from '#main/kernel/processes/find-marked.ts';
import type { Check } from '#shared/pulser/check.ts';
import { pinAgain } from '#test/helpers/mcp/act-server.ts';
import { type ActWorld, actWorld } from '#test/helpers/mcp/act-world.ts';
import { planOf } from '#test/helpers/plans.ts';
import { processState } from '#test/helpers/process-state.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const readCheck = (path: string, json: string) => ({
  mcp: { server: 'acts', tool: 'read', arguments: { path }, json },
});

describe('a step that calls a tool', () => {
  it('is proved by what another tool reads, and says exactly which tools those were', async () => {
    const world = await actWorld();
    const check = readCheck(world.path('out'), "text == 'hello' && !isError");
    const state = await world.run(
      world.plan('write', { verify: [check], outputs: { said: 'result.text' } }, {}, { text: 'hello' }),
    );
    expect(state).toMatchObject({ verification: 'passed', strength: 'proven' });
    const [record] = world.room.store.runs.proofs(state.runId);
    const [server] = state.servers;
    if (server === undefined) throw new Error('no server');
    expect(server).toMatchObject({ name: 'acts', identity: { name: 'act-server', version: '1.2.3' } });
    const pin = (tool: string) => ({ tool: server.tools[tool]?.digest, definition: server.definition });
    expect(record).toMatchObject({
      servers: [server],
      acts: [{ ok: true, tool: { kind: 'mcp', name: 'acts/write', version: '1.2.3', pin: pin('write') } }],
      before: [{ status: 'red', observed: { isError: true } }],
      after: [{ status: 'green', tool: { kind: 'mcp', name: 'acts/read', version: '1.2.3', pin: pin('read') } }],
      outputs: { said: `wrote ${world.path('out')}` },
    });
    expect(replay(state.plan, state.runId, world.room.store.runs.events(state.runId))).toMatchObject({ ok: true });
    expect(await findMarked({ OPS_RUN_ID: state.runId })).toEqual([]);
  });

  it('fails its try with what the tool says', async () => {
    const world = await actWorld();
    const state = await world.run(world.plan('refuse'));
    expect(state.steps[0]).toMatchObject({ verdict: 'failed', reason: 'acts/refuse: the door is closed' });
    expect(state.steps[0]?.acts[0]).toMatchObject({ error: { code: 'mcp.tool-error' }, result: { isError: true } });
  });

  it('gives structured results to expressions, and arguments keep their types', async () => {
    const world = await actWorld();
    writeFileSync(world.path('out'), 'four');
    const verify: Partial<Check>[] = [{ output: 'result.structured.length == 4' }];
    const state = await world.run(world.plan('count', { effect: 'read', verify }));
    expect(state.verification).toBe('passed');
    const check = {
      mcp: { server: 'acts', tool: 'count', arguments: { path: world.path('out') }, json: 'result.length == 4' },
    };
    const checked = await world.run(world.plan('write', { verify: [check] }));
    expect(checked.steps[0]).toMatchObject({ verdict: 'satisfied' });
  });

  it('keeps pictures and resources as artifacts, whatever names the server gives them, and links as links', async () => {
    const world = await actWorld();
    const state = await world.run(
      world.plan('gallery', { effect: 'read', verify: [{ output: "result.text == 'three things'" }] }),
    );
    const [step] = state.steps;
    expect(step?.artifacts.map(({ name }) => name).sort()).toEqual(['image-2.png', 'notes.txt']);
    expect(step?.acts[0]?.result).toMatchObject({
      content: [
        { type: 'file', mimeType: 'image/png', size: 20 },
        { type: 'resource', uri: 'file:///x/../notes.txt', text: 'a note' },
        { type: 'link', uri: 'https://example.com/more', name: 'more' },
      ],
    });
  });

  it('records what the server tells meanwhile, secrets hidden', async () => {
    const world = await actWorld({ environment: { TOKEN: 'nearly there' } });
    const state = await world.run(
      world.plan('talk', { effect: 'read', verify: [{ output: '!result.isError' }] }, { secrets: ['TOKEN'] }),
    );
    const log = state.steps[0]?.acts[0]?.log;
    if (log === undefined || log === null) throw new Error('nothing was recorded');
    const cast = readFileSync(world.room.logs.resolve(log.path), 'utf8');
    expect(cast).toContain('half way');
    expect(cast).toContain('1/2 ***');
    expect(cast).not.toContain('nearly there');
    expect(log.redactions).toBe(1);
  });

  it('is taken back by a tool as well', async () => {
    const world = await actWorld();
    const check = { file: { path: world.path('out'), contains: 'x' } };
    const undo = { mcp: { server: 'acts', tool: 'remove', arguments: { path: world.path('out') } } };
    const steps = [
      ...world.plan('write', { verify: [check], undo }, {}, { text: 'x' }).steps,
      ...world.plan('refuse', { id: 'two', verify: [{ file: { path: 'never' } }] }).steps,
    ];
    const state = await world.run({ ...world.plan('write'), onFailure: 'rollback', steps });
    expect(state).toMatchObject({ verification: 'failed', rollback: 'verified' });
    expect(state.steps[0]?.acts[1]).toMatchObject({ undo: true, tool: { name: 'acts/remove' } });
  });
});

describe('a tool that asks first', () => {
  it('is called once a person agreed, who is told which tool of which server that is', async () => {
    const world = await actWorld({ rules: { write: { permission: 'ask' } } });
    const runId = world.queue(world.plan('write'));
    const waiting = await world.start(runId).ended;
    expect(waiting).toMatchObject({ execution: 'waiting' });
    expect(waiting.steps[0]?.wait?.message).toContain('It calls write of the server acts, which asks first.');
    expect(existsSync(world.path('out'))).toBe(false);
    world.answer(runId, { kind: 'approve' });
    const state = await world.start(runId).ended;
    expect(state).toMatchObject({ verification: 'passed' });
    expect(state.steps[0]?.answers).toMatchObject([{ kind: 'approval', answer: { kind: 'approve' } }]);
  });

  it('asks although the server says that it only reads', async () => {
    const world = await actWorld({ rules: { lie: { permission: 'ask' } } });
    const state = await world.run(world.plan('lie'));
    expect(state.execution).toBe('waiting');
    expect(existsSync(world.path('out'))).toBe(false);
  });

  it('cannot be called by a check, whatever its server says', async () => {
    const world = await actWorld();
    const check = { mcp: { server: 'acts', tool: 'lie', arguments: { path: world.path('out') }, json: 'true' } };
    const plan = world.plan('write', { verify: [check] });
    expect(() => world.queue(plan)).toThrow(expect.objectContaining({ code: 'mcp.not-read-only' }));
  });
});

describe('what a server offers', () => {
  it('is compared with what was approved, before each call', async () => {
    const note = join(tempFolder(), 'note');
    const world = await actWorld({ note });
    expect((await world.run(world.plan('write'))).verification).toBe('passed');
    writeFileSync(note, 'Writes a text, and sends it to somebody.');
    const state = await world.run(world.plan('write', { always: true }));
    const [act] = state.steps[0]?.acts ?? [];
    expect(act?.error).toMatchObject({ code: 'mcp.drift' });
    expect(JSON.stringify(act?.error?.details)).toContain('sends it to somebody');
    expect(act?.tool.pin).toBeDefined();
    await pinAgain(world.room, 'acts');
    world.room.store.mcp.setRule('acts', 'write', { permission: 'allow' }, Date.now());
    expect((await world.run(world.plan('write', { always: true }))).verification).toBe('passed');
  });

  it('makes a check unreadable when it is not what was approved, in the middle of a run too', async () => {
    const note = join(tempFolder(), 'note');
    const world = await actWorld({ note });
    const change = { mcp: { server: 'acts', tool: 'write', arguments: { path: note, text: 'changed' } } };
    const state = await world.run(
      planOf({
        servers: ['acts'],
        steps: [
          { id: 'change', do: change, verify: [{ file: { path: note } }, readCheck(note, "text != ''")] },
          { id: 'last', do: { shell: 'true' }, verify: [readCheck('x', 'isError')] },
        ],
      }),
    );
    expect(state.steps.map(({ verdict }) => verdict)).toEqual(['indeterminate', null]);
    const [, reading] = state.steps[0]?.after ?? [];
    expect(reading).toMatchObject({ status: 'unreadable', observed: { error: 'mcp.drift' } });
  });
});

describe('a call that does not come to its end', () => {
  it('leaves no process when its run is canceled', async () => {
    const world = await actWorld();
    const runId = world.queue(world.plan('hang'));
    const { ended } = world.start(runId);
    const pid = await serverPid(world);
    world.cancel(runId);
    const state = await ended;
    expect(state).toMatchObject({ execution: 'canceled' });
    expect(state.steps[0]?.acts[0]?.error).toMatchObject({ code: 'tool.stopped' });
    expect(processState(pid)).toBeUndefined();
    expect(await findMarked({ OPS_RUN_ID: runId })).toEqual([]);
  });

  it('is given up when the time of the act is up', async () => {
    const world = await actWorld();
    const state = await world.run(world.plan('hang', { timeout: '1s', retry: { attempts: 1 } }));
    expect(state.steps[0]?.acts[0]).toMatchObject({ ok: false, error: { code: 'tool.timeout' } });
  });

  it('fails when nobody has approved the server any more', async () => {
    const world = await actWorld();
    const runId = world.queue(world.plan('write'));
    world.room.store.mcp.setEnabled('acts', false, Date.now());
    const state = await world.start(runId).ended;
    expect(state.steps[0]?.acts[0]?.error).toMatchObject({ code: 'mcp.disabled' });
  });
});

/** The process of the server, as its tool `hang` writes it once it works. */
async function serverPid(world: ActWorld): Promise<number> {
  const written = (): number => (existsSync(world.path('out')) ? Number(readFileSync(world.path('out'), 'utf8')) : 0);
  await expect.poll(written, { timeout: 20_000 }).toBeGreaterThan(0);
  return written();
}
