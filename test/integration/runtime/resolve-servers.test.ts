import { expect, onTestFinished, test } from 'vitest';
import type { McpServerStore } from '#main/engine/ports/mcp.ts';
import type { Store } from '#main/engine/ports/store.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import { resolveServers } from '#main/runtime/resolve-servers.ts';
import { openStore } from '#main/store/open-store.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { serverDefinition } from '#shared/mcp/server.ts';
import type { Plan, PlanSource } from '#shared/pulser/plan.ts';
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

function opened(): Store {
  const store = openStore({ dataDir: tempFolder(), clock: new ManualClock() });
  onTestFinished(() => store.close());
  approved(store.mcp);
  return store;
}

const resolved = (store: Store, of: Plan) => resolveServers(store, of, jsonDigest(of));

/** Publishes a plan in the library. The id of the document. */
function publish({ library, plans }: Store, of: Plan): string {
  const digest = jsonDigest(of);
  const { name, title, version } = of;
  plans.put(of, digest, 1);
  const { id, textDigest } = library.create({ name, title, origin: 'new', text: digest }, 1);
  library.publish(id, { text: digest, name, title, version, digest, by: 'ada' }, textDigest, 1);
  return id;
}

const refusal = (code: string, tool = 'write') =>
  expect.objectContaining({ code, details: { step: 'one', server: 'files', tool } });

test('a plan gets the servers and tools that it calls, in acts, undos and checks, as they are approved', () => {
  const store = opened();
  const { mcp } = store;
  const steps: StepSource[] = [
    { id: 'a', do: call('write'), verify: [check('read')], undo: call('write') },
    { id: 'b', effect: 'irreversible', do: call('drop'), before: [check('read')], verify: [{ shell: 'true' }] },
    { id: 'c', do: { shell: 'true' }, verify: [{ shell: 'true' }] },
  ];
  const digestOf = (name: string) => jsonDigest({ name, inputSchema: {} });
  expect(resolved(store, planOf({ servers: ['other', 'files', 'files', 'unheard-of'], steps }))).toEqual([
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
  expect(resolved(store, plan({ do: { shell: 'true' } }))).toEqual([]);
});

test('a server that may not be called refuses the plan, and says why', () => {
  const store = opened();
  const { mcp } = store;
  expect(() => resolved(store, plan({}, { servers: [] }))).toThrow(refusal('mcp.unnamed-server'));
  mcp.setEnabled('files', false, 2);
  expect(() => resolved(store, plan({}))).toThrow(refusal('mcp.disabled'));
  mcp.setEnabled('files', true, 2);
  mcp.put(serverDefinition.parse({ transport: 'stdio', name: 'files', command: 'y' }), 'typed', 3);
  expect(() => resolved(store, plan({}))).toThrow(refusal('mcp.definition-changed'));
  mcp.remove('files');
  expect(() => resolved(store, plan({}))).toThrow(refusal('mcp.unknown-server'));
  const { digest } = mcp.put(serverDefinition.parse({ transport: 'stdio', name: 'files', command: 'y' }), 'typed', 3);
  expect(() => resolved(store, plan({}))).toThrow(refusal('mcp.not-approved'));
  mcp.approve('files', digest, 'ada', 4);
  expect(() => resolved(store, plan({}))).toThrow(refusal('mcp.not-pinned'));
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
  expect(() => resolved(opened(), plan(step))).toThrow(refusal(code, tool));
});

test('a check needs a tool that only reads and need not ask: both', () => {
  const store = opened();
  const { mcp } = store;
  mcp.setRule('files', 'read', { permission: 'ask' }, 2);
  expect(() => resolved(store, plan({ verify: [check('read')] }))).toThrow(refusal('mcp.not-read-only', 'read'));
  mcp.setRule('files', 'read', { permission: 'allow', effect: 'write' }, 2);
  expect(() => resolved(store, plan({ verify: [check('read')] }))).toThrow(refusal('mcp.not-read-only', 'read'));
});

test('the rule of a published plan goes before that of the tool, for that plan alone', () => {
  const store = opened();
  const { mcp } = store;
  const rule = { plan: plan({}).name, server: 'files', tool: 'write' };
  const permission = (name?: string) =>
    resolved(store, plan({}, name === undefined ? {} : { name }))[0]?.tools['write']?.permission;
  publish(store, plan({}));
  publish(store, plan({}, { name: 'another' }));
  mcp.setPlanRule({ ...rule, permission: 'allow' });
  expect([permission(), permission('another')]).toEqual(['allow', 'ask']);
  mcp.setPlanRule({ ...rule, permission: 'deny' });
  expect(() => permission()).toThrow(refusal('mcp.denied'));
  expect(permission('another')).toBe('ask');
});

test('a rule loosens nothing for a text that only bears the name of the plan, and binds it where it is stricter', () => {
  const store = opened();
  const { mcp, library } = store;
  const own = plan({});
  const borrowed = plan({ do: { mcp: { server: 'files', tool: 'write', arguments: { anything: true } } } });
  const permission = (of: Plan) => resolved(store, of)[0]?.tools['write']?.permission;
  const rule = { plan: own.name, server: 'files', tool: 'write' };
  mcp.setPlanRule({ ...rule, permission: 'allow' });
  expect(permission(own)).toBe('ask');
  const id = publish(store, own);
  expect([permission(own), permission(borrowed)]).toEqual(['allow', 'ask']);
  library.archive(id, 2);
  expect(permission(own)).toBe('ask');
  library.restore(id);

  mcp.setRule('files', 'write', { permission: 'deny' }, 2);
  expect(permission(own)).toBe('allow');
  expect(() => permission(borrowed)).toThrow(
    expect.objectContaining({ code: 'mcp.denied', hint: expect.stringContaining('the library has published') }),
  );
  mcp.setRule('files', 'write', { permission: 'allow' }, 2);
  mcp.setPlanRule({ ...rule, permission: 'ask' });
  expect([permission(own), permission(borrowed)]).toEqual(['ask', 'ask']);

  mcp.setRule('files', 'read', { permission: 'ask' }, 2);
  mcp.setPlanRule({ ...rule, tool: 'read', permission: 'allow' });
  expect(() => resolved(store, plan({ verify: [check('read')] }))).toThrow(
    expect.objectContaining({ code: 'mcp.not-read-only', hint: expect.stringContaining('the library has published') }),
  );
});

test('an earlier revision stays one that was published', () => {
  const store = opened();
  const [first, second] = [plan({}), plan({}, { version: '2.0.0' })];
  const id = publish(store, first);
  const digest = jsonDigest(second);
  store.plans.put(second, digest, 2);
  const { name, title, version } = second;
  const { textDigest } = store.library.saveDraft(
    id,
    { text: 'second' },
    store.library.get(id)?.textDigest ?? digest,
    2,
  );
  store.library.publish(id, { text: 'second', name, title, version, digest, by: 'ada' }, textDigest, 2);
  store.mcp.setPlanRule({ plan: name, server: 'files', tool: 'write', permission: 'allow' });
  const permissions = [first, second].map((of) => resolved(store, of)[0]?.tools['write']?.permission);
  expect(permissions).toEqual(['allow', 'allow']);
});

test('a run has the servers in its first event, and is not made where they may not be called', async () => {
  const room = await testRoom();
  approved(room.store.mcp);
  const options = { workdir: tempFolder() };
  const runId = queueRun(room, plan({}), options);
  const [created] = room.store.runs.events(runId);
  expect(created?.data).toMatchObject({ servers: resolved(room.store, plan({})) });
  const plain = queueRun(room, plan({ do: { shell: 'true' } }), options);
  expect(room.store.runs.events(plain)[0]?.data).not.toHaveProperty('servers');
  room.store.mcp.setRule('files', 'write', { permission: 'deny' }, 2);
  expect(() => queueRun(room, plan({}), { ...options, session: 'new' })).toThrow(refusal('mcp.denied'));
  expect(room.store.runs.list({})).toHaveLength(2);
});
