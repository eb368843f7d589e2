import { expect, onTestFinished, test } from 'vitest';
import type { McpServerStore } from '#main/engine/ports/mcp.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import { resolveServers } from '#main/runtime/resolve-servers.ts';
import { openStore } from '#main/store/open-store.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { serverDefinition } from '#shared/mcp/server.ts';
import type { PlanSource } from '#shared/pulser/plan.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { planOf } from '#test/helpers/plans.ts';
import { queueRun } from '#test/helpers/queue-run.ts';
import { testRoom } from '#test/helpers/run-plan.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const identity = { name: 'files', version: '1', protocol: '2025-11-25' };
const tools: readonly JsonObject[] = ['read', 'write', 'drop', 'never'].map((name) => ({ name, inputSchema: {} }));
const call = (tool: string, server = 'files') => ({ mcp: { server, tool } });
const check = (tool: string) => ({ mcp: { server: 'files', tool, json: 'true' } });

type StepSource = PlanSource['steps'][number];

function plan(step: Partial<StepSource>, over: Partial<PlanSource> = {}) {
  const one: StepSource = { id: 'one', do: call('write'), verify: [{ shell: 'true' }], ...step };
  return planOf({ servers: ['files'], steps: [one], ...over });
}

/** A server `files` that may be called: read is allowed and only reads, write and drop ask, never is denied. */
function approved(mcp: McpServerStore): McpServerStore {
  for (const name of ['files', 'other']) {
    const { digest } = mcp.put(serverDefinition.parse({ transport: 'stdio', name, command: 'x' }), 'typed', 1);
    mcp.approve(name, digest, 'ada', 1);
    mcp.pin(name, { identity, tools }, 'ada', 1);
  }
  mcp.setRule('files', 'read', { permission: 'allow', effect: 'read' }, 1);
  mcp.setRule('files', 'drop', { effect: 'irreversible' }, 1);
  mcp.setRule('files', 'never', { permission: 'deny' }, 1);
  return mcp;
}

function registry(): McpServerStore {
  const store = openStore({ dataDir: tempFolder(), clock: new ManualClock() });
  onTestFinished(() => store.close());
  return approved(store.mcp);
}

const refusal = (code: string, tool = 'write') =>
  expect.objectContaining({ code, details: { step: 'one', server: 'files', tool } });

test('a plan gets the servers and tools that it calls, in acts, undos and checks, as they are approved', () => {
  const mcp = registry();
  const steps: StepSource[] = [
    { id: 'a', do: call('write'), verify: [check('read')], undo: call('write') },
    { id: 'b', effect: 'irreversible', do: call('drop'), before: [check('read')], verify: [{ shell: 'true' }] },
    { id: 'c', do: { shell: 'true' }, verify: [{ shell: 'true' }] },
  ];
  const digestOf = (name: string) => jsonDigest({ name, inputSchema: {} });
  expect(resolveServers(mcp, planOf({ servers: ['other', 'files', 'files', 'unheard-of'], steps }))).toEqual([
    {
      name: 'files',
      definition: mcp.get('files')?.digest,
      identity,
      names: mcp.get('files')?.pins?.names,
      tools: {
        write: { digest: digestOf('write'), permission: 'ask', effect: 'write' },
        read: { digest: digestOf('read'), permission: 'allow', effect: 'read' },
        drop: { digest: digestOf('drop'), permission: 'ask', effect: 'irreversible' },
      },
    },
  ]);
  expect(resolveServers(mcp, plan({ do: { shell: 'true' } }))).toEqual([]);
});

test('a server that may not be called refuses the plan, and says why', () => {
  const mcp = registry();
  expect(() => resolveServers(mcp, plan({}, { servers: [] }))).toThrow(refusal('mcp.unnamed-server'));
  mcp.setEnabled('files', false, 2);
  expect(() => resolveServers(mcp, plan({}))).toThrow(refusal('mcp.disabled'));
  mcp.setEnabled('files', true, 2);
  mcp.put(serverDefinition.parse({ transport: 'stdio', name: 'files', command: 'y' }), 'typed', 3);
  expect(() => resolveServers(mcp, plan({}))).toThrow(refusal('mcp.definition-changed'));
  mcp.remove('files');
  expect(() => resolveServers(mcp, plan({}))).toThrow(refusal('mcp.unknown-server'));
  const { digest } = mcp.put(serverDefinition.parse({ transport: 'stdio', name: 'files', command: 'y' }), 'typed', 3);
  expect(() => resolveServers(mcp, plan({}))).toThrow(refusal('mcp.not-approved'));
  mcp.approve('files', digest, 'ada', 4);
  expect(() => resolveServers(mcp, plan({}))).toThrow(refusal('mcp.not-pinned'));
});

test.each<[code: string, tool: string, step: Partial<StepSource>]>([
  ['mcp.unknown-tool', 'gone', { do: call('gone') }],
  ['mcp.unknown-tool', '__proto__', { do: call('__proto__') }],
  ['mcp.denied', 'never', { do: call('never') }],
  ['mcp.denied', 'never', { undo: call('never') }],
  ['mcp.denied', 'never', { verify: [check('never')] }],
  ['mcp.effect', 'write', { effect: 'read', do: call('write') }],
  ['mcp.effect', 'drop', { do: call('drop') }],
  ['mcp.effect', 'drop', { undo: call('drop') }],
  ['mcp.not-read-only', 'write', { verify: [check('write')] }],
  ['mcp.not-read-only', 'write', { before: [check('write')] }],
])('%s refuses a call of %s in %j', (code, tool, step) => {
  expect(() => resolveServers(registry(), plan(step))).toThrow(refusal(code, tool));
});

test('a check needs a tool that only reads and need not ask: both', () => {
  const mcp = registry();
  mcp.setRule('files', 'read', { permission: 'ask' }, 2);
  expect(() => resolveServers(mcp, plan({ verify: [check('read')] }))).toThrow(refusal('mcp.not-read-only', 'read'));
  mcp.setRule('files', 'read', { permission: 'allow', effect: 'write' }, 2);
  expect(() => resolveServers(mcp, plan({ verify: [check('read')] }))).toThrow(refusal('mcp.not-read-only', 'read'));
});

test('the rule of the plan goes before that of the tool, for that plan alone', () => {
  const mcp = registry();
  const rule = { plan: plan({}).name, server: 'files', tool: 'write' };
  const permission = (name?: string) =>
    resolveServers(mcp, plan({}, name === undefined ? {} : { name }))[0]?.tools['write']?.permission;
  mcp.setPlanRule({ ...rule, permission: 'allow' });
  expect([permission(), permission('another')]).toEqual(['allow', 'ask']);
  mcp.setPlanRule({ ...rule, permission: 'deny' });
  expect(() => permission()).toThrow(refusal('mcp.denied'));
  expect(permission('another')).toBe('ask');
});

test('a run has the servers in its first event, and is not made where they may not be called', async () => {
  const room = await testRoom();
  approved(room.store.mcp);
  const options = { workdir: tempFolder() };
  const runId = queueRun(room, plan({}), options);
  const [created] = room.store.runs.events(runId);
  expect(created?.data).toMatchObject({ servers: resolveServers(room.store.mcp, plan({})) });
  const plain = queueRun(room, plan({ do: { shell: 'true' } }), options);
  expect(room.store.runs.events(plain)[0]?.data).not.toHaveProperty('servers');
  room.store.mcp.setRule('files', 'write', { permission: 'deny' }, 2);
  expect(() => queueRun(room, plan({}), { ...options, session: 'new' })).toThrow(refusal('mcp.denied'));
  expect(room.store.runs.list({})).toHaveLength(2);
});
