import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { McpCallRecord } from '#main/engine/ports/mcp.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { type ServerDefinitionSource, serverDefinition } from '#shared/mcp/server.ts';
import { openStoreAt, openWorld } from '../open-world.ts';

const withCode = (code: string) => expect.objectContaining({ code });
const definition = (over: Partial<ServerDefinitionSource> = {}) =>
  serverDefinition.parse({ transport: 'stdio', name: 'files', command: 'node', args: ['a b'], ...over });
const identity = { name: 'files', version: '1', protocol: '2025-11-25' };
const tool = (name: string, description = ''): JsonObject => ({ name, description, inputSchema: { type: 'object' } });
const offer = (...tools: readonly JsonObject[]) => ({ identity, tools });

test('a server is added unapproved, approved as it was shown, and approved anew when it changed', () => {
  const { mcp } = openStoreAt();
  expect(mcp.get('files')).toBeUndefined();
  const added = mcp.put(definition(), 'typed', 1);
  expect(added).toEqual({
    definition: definition(),
    digest: jsonDigest(definition()),
    origin: 'typed',
    approved: null,
    pins: null,
    isEnabled: true,
    createdAt: 1,
    updatedAt: 1,
  });
  expect(() => mcp.approve('files', jsonDigest('another'), 'ada', 2)).toThrow(withCode('mcp.definition-changed'));
  expect(mcp.approve('files', added.digest, 'ada', 2).approved).toEqual({ digest: added.digest, at: 2, by: 'ada' });
  const changed = mcp.put(definition({ args: ['c'] }), 'typed', 3);
  expect(changed).toMatchObject({ createdAt: 1, updatedAt: 3, approved: { digest: added.digest } });
  expect(changed.digest).not.toBe(added.digest);
  expect(mcp.setEnabled('files', false, 4)).toMatchObject({ isEnabled: false, updatedAt: 4 });
  expect(mcp.list()).toEqual([mcp.get('files')]);
});

test('every call on a server that is not there is refused, and a definition that is none', () => {
  const { mcp } = openStoreAt();
  const refused = withCode('mcp.unknown-server');
  expect(() => mcp.remove('files')).toThrow(refused);
  expect(() => mcp.approve('files', '' as Digest, 'ada', 1)).toThrow(refused);
  expect(() => mcp.setEnabled('files', true, 1)).toThrow(refused);
  expect(() => mcp.pin('files', offer(), 'ada', 1)).toThrow(refused);
  expect(() => mcp.setRule('files', 'read', {}, 1)).toThrow(refused);
  expect(() => mcp.setPlanRule({ plan: 'p', server: 'files', tool: 'read', permission: 'ask' })).toThrow(refused);
  expect(() => mcp.calls('files', 1)).toThrow(refused);
  expect(() => mcp.recordCall(call(1))).toThrow(refused);
  expect(() => mcp.put({ ...definition(), name: '../x' }, 'typed', 1)).toThrow(withCode('mcp.server-name'));
  expect(() => mcp.put({ ...definition(), command: '' } as never, 'typed', 1)).toThrow(withCode('mcp.definition'));
  expect(mcp.list()).toEqual([]);
});

test('pins hold whole objects in their order; what was judged of an unchanged tool stays', () => {
  const { store, dataDir } = openWorld();
  const { mcp } = store;
  mcp.put(definition(), 'typed', 1);
  const exotic = { name: 'exotic', annotations: { readOnlyHint: true }, _meta: { 'x.y/z': [1.5, null, '\u200b'] } };
  const proto = JSON.parse('{"name":"proto","inputSchema":{"__proto__":{"type":"string"}}}') as JsonObject;
  const { pins } = mcp.pin('files', offer(tool('read'), exotic, proto), 'ada', 2);
  expect(pins).toEqual({
    identity,
    names: jsonDigest(['exotic', 'proto', 'read']),
    approvedAt: 2,
    approvedBy: 'ada',
    tools: [tool('read'), exotic, proto].map((object) => ({
      name: object.name,
      digest: jsonDigest(object),
      tool: object,
      permission: 'ask',
      effect: 'write',
    })),
  });
  expect(JSON.stringify(pins?.tools[2]?.tool)).toBe(JSON.stringify(proto));
  mcp.setRule('files', 'read', { permission: 'allow', effect: 'read' }, 3);
  mcp.setRule('files', 'exotic', { permission: 'deny', effect: 'irreversible' }, 3);
  mcp.setRule('files', 'proto', { permission: 'allow', effect: 'read' }, 3);
  const again = mcp.pin('files', offer(proto, tool('read', 'new'), { ...exotic, title: 'x' }), 'bob', 4).pins;
  expect(again?.tools.map((pinned) => [pinned.name, pinned.permission, pinned.effect])).toEqual([
    ['proto', 'allow', 'read'],
    ['read', 'ask', 'write'],
    ['exotic', 'deny', 'irreversible'],
  ]);
  expect(openStoreAt(dataDir).mcp.get('files')?.pins).toEqual(again);
  expect(mcp.put(definition({ args: [] }), 'typed', 5).pins).toEqual(again);
});

test('what cannot be pinned is refused by name, and the earlier pins stay', () => {
  const { mcp } = openStoreAt();
  mcp.put(definition(), 'typed', 1);
  const before = mcp.pin('files', offer(tool('read')), 'ada', 1);
  expect(() => mcp.pin('files', offer(tool('a'), tool('b'), tool('a')), 'ada', 2)).toThrow(
    expect.objectContaining({ code: 'mcp.duplicate-tool', details: { server: 'files', tool: 'a' } }),
  );
  let deep: JsonObject = {};
  for (let i = 0; i < 100_000; i += 1) deep = { deep };
  for (const odd of [
    { name: 'odd', n: 2 ** 53 },
    { name: 'odd', text: '\ud800' },
    { name: 'odd', deep },
  ]) {
    expect(() => mcp.pin('files', offer(odd), 'ada', 2)).toThrow(
      expect.objectContaining({ code: 'mcp.tool-object', details: { server: 'files', tool: 'odd' } }),
    );
  }
  expect(() => mcp.pin('files', offer({ title: 'x' }), 'ada', 2)).toThrow(withCode('mcp.tool-object'));
  expect(mcp.get('files')).toEqual(before);
});

test('what cannot be undone is never allowed without asking, by no rule', () => {
  const { mcp } = openStoreAt();
  mcp.put(definition(), 'typed', 1);
  mcp.pin('files', offer(tool('drop')), 'ada', 1);
  const rule = { plan: 'p', server: 'files', tool: 'drop' };
  mcp.setRule('files', 'drop', { permission: 'allow' }, 2);
  mcp.setPlanRule({ ...rule, permission: 'allow' });
  mcp.setPlanRule({ ...rule, plan: 'q', permission: 'deny' });
  expect(mcp.setRule('files', 'drop', { effect: 'irreversible' }, 3).pins?.tools[0]?.permission).toBe('ask');
  expect(mcp.planRules()).toEqual([{ ...rule, plan: 'q', permission: 'deny' }]);
  const refused = withCode('mcp.irreversible');
  expect(() => mcp.setRule('files', 'drop', { permission: 'allow' }, 4)).toThrow(refused);
  expect(() => mcp.setRule('files', 'drop', { permission: 'allow', effect: 'irreversible' }, 4)).toThrow(refused);
  expect(() => mcp.setPlanRule({ ...rule, permission: 'allow' })).toThrow(refused);
  expect(mcp.setRule('files', 'drop', { permission: 'allow', effect: 'write' }, 5).pins?.tools[0]).toMatchObject({
    permission: 'allow',
    effect: 'write',
  });
  expect(() => mcp.setRule('files', 'gone', { permission: 'ask' }, 5)).toThrow(withCode('mcp.unknown-tool'));
});

test('what plans are allowed ends with the tool as it was', () => {
  const { mcp } = openStoreAt();
  mcp.put(definition(), 'typed', 1);
  mcp.pin('files', offer(tool('same'), tool('changes'), tool('goes')), 'ada', 1);
  for (const name of ['same', 'changes', 'goes']) {
    mcp.setPlanRule({ plan: 'p', server: 'files', tool: name, permission: 'allow' });
    mcp.setPlanRule({ plan: 'q', server: 'files', tool: name, permission: 'deny' });
  }
  mcp.pin('files', offer(tool('same'), tool('changes', 'now')), 'ada', 2);
  expect(mcp.planRules('p').map((rule) => rule.tool)).toEqual(['same']);
  expect(mcp.planRules('q').map((rule) => rule.tool)).toEqual(['changes', 'goes', 'same']);
  mcp.setPlanRule({ plan: 'p', server: 'files', tool: 'same', permission: null });
  expect(mcp.planRules('p')).toEqual([]);
});

test('the newest calls are kept, large ones by their size, and go with their server', () => {
  const { mcp } = openStoreAt();
  mcp.put(definition(), 'typed', 1);
  mcp.put(definition({ name: 'other' }), 'typed', 1);
  const other = mcp.recordCall(call(0, 'other'));
  const error = { code: 'mcp.timeout', message: 'm' };
  for (let at = 1; at <= 1002; at += 1) mcp.recordCall({ ...call(at), error: at === 1002 ? error : null });
  const kept = mcp.calls('files', 5000);
  expect(kept).toHaveLength(1000);
  expect(kept[0]).toEqual({ ...call(1002), id: kept[0]?.id, error });
  expect(kept.at(-1)?.at).toBe(3);
  expect(mcp.calls('other', 10)).toEqual([other]);
  const large = mcp.recordCall({ ...call(1003), result: { text: 'x'.repeat(100_000) } });
  expect(large.result).toEqual({ omitted: '100011 characters of JSON' });
  mcp.remove('files');
  mcp.put(definition(), 'typed', 2);
  expect(mcp.calls('files', 10)).toEqual([]);
});

test('a server that is removed leaves nothing behind for another one of its name', () => {
  const { mcp } = openStoreAt();
  mcp.approve('files', mcp.put(definition(), 'typed', 1).digest, 'ada', 1);
  mcp.pin('files', offer(tool('read')), 'ada', 1);
  mcp.setPlanRule({ plan: 'p', server: 'files', tool: 'read', permission: 'allow' });
  mcp.remove('files');
  expect([mcp.get('files'), mcp.planRules()]).toEqual([undefined, []]);
  expect(mcp.put(definition(), 'typed', 2)).toMatchObject({ approved: null, pins: null });
});

test('what a later release wrote is named, can be replaced and removed, and the others are there', () => {
  const { store, dataDir } = openWorld();
  const { mcp } = store;
  for (const name of ['files', 'newer', 'pigeon', 'pins']) mcp.put(definition({ name }), 'typed', 1);
  mcp.pin('pins', offer(tool('read')), 'ada', 1);
  const db = new Database(join(dataDir, 'opsroom.db'));
  db.exec(`update servers set v = 2 where name = 'newer';
    update servers set definition = json_set(definition, '$.transport', 'pigeon') where name = 'pigeon';
    update server_pins set v = 2 where server = 'pins'`);
  db.close();
  expect(mcp.list().map((server) => server.definition.name)).toEqual(['files']);
  expect(mcp.unreadable()).toEqual(
    ['newer', 'pigeon', 'pins'].map((name) => ({ name, reason: expect.stringContaining('a later release') })),
  );
  expect(() => mcp.get('newer')).toThrow(withCode('mcp.newer-record'));
  expect(mcp.put(definition({ name: 'newer' }), 'typed', 2)).toMatchObject({ approved: null });
  mcp.remove('pigeon');
  mcp.remove('pins');
  expect(mcp.unreadable()).toEqual([]);
});

test('every change is counted, for those who watch', () => {
  const { store } = openWorld();
  const { mcp } = store;
  let last = store.topics().servers;
  const isTold = () => {
    const now = store.topics().servers;
    const told = now > last;
    last = now;
    return told;
  };
  mcp.put(definition(), 'typed', 1);
  expect(isTold()).toBe(true);
  mcp.pin('files', offer(tool('read')), 'ada', 1);
  expect(isTold()).toBe(true);
  mcp.setRule('files', 'read', { permission: 'allow' }, 2);
  expect(isTold()).toBe(true);
  mcp.setPlanRule({ plan: 'p', server: 'files', tool: 'read', permission: 'deny' });
  expect(isTold()).toBe(true);
  mcp.recordCall(call(1));
  expect(isTold()).toBe(true);
  mcp.list();
  expect(isTold()).toBe(false);
});

function call(at: number, server = 'files'): Omit<McpCallRecord, 'id'> {
  return {
    server,
    tool: 'read',
    arguments: { path: 'a' },
    isError: false,
    error: null,
    result: { content: [] },
    actor: 'ada',
    at,
    durationMs: 5,
  };
}
