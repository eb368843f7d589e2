import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CallEvent } from '#shared/api/mcp-views.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { serverDefinition } from '#shared/mcp/server.ts';
import { refusal, type TestApi, testApi } from '#test/helpers/api-client.ts';
import { actServer } from '#test/helpers/mcp/act-server.ts';
import { testRoom } from '#test/helpers/run-plan.ts';

const PASSPHRASE = async (): Promise<string> => 'a passphrase of the test';
const PATIENCE = { timeout: 15_000 };
const SECRET = 'zweihander-9f3c-7741';

async function approved(desk: TestApi, note?: string): Promise<void> {
  const { client } = desk;
  await client.mcp.add({ definition: serverDefinition.parse(actServer(note)), replace: false });
  const { digest } = await client.mcp.get({ name: 'acts' });
  expect(await client.mcp.approve({ name: 'acts', digest })).toMatchObject({ state: 'connected', isPinned: true });
}

/** Calls a tool; `onEvent` may answer on the way. */
async function call(
  { client }: TestApi,
  tool: string,
  given: JsonObject,
  more: {
    readonly confirmed?: boolean;
    readonly confirmText?: string;
    readonly signal?: AbortSignal;
    readonly onEvent?: (event: CallEvent) => void;
  } = {},
): Promise<readonly CallEvent[]> {
  const { confirmed = true, confirmText = null, signal, onEvent } = more;
  const events: CallEvent[] = [];
  const order = { name: 'acts', tool, arguments: given, confirmed, confirmText };
  for await (const event of await client.mcp.call(order, { signal })) {
    events.push(event);
    onEvent?.(event);
  }
  return events;
}

function done(events: readonly CallEvent[]) {
  const last = events.at(-1);
  if (last?.kind !== 'done') throw new Error(`ended with ${last?.kind}`);
  return last.result;
}

it('starts nothing before its very definition was approved, and pins what it offers then', async () => {
  const desk = await testApi();
  const { client } = desk;
  const definition = serverDefinition.parse(actServer());
  expect(await client.mcp.add({ definition, replace: false })).toMatchObject({
    state: 'not-approved',
    reason: 'Never started',
    isPinned: false,
  });
  expect(await refusal(client.mcp.add({ definition, replace: false }))).toMatchObject({ code: 'mcp.exists' });
  expect(await client.mcp.start({ name: 'acts' })).toMatchObject({ state: 'not-approved' });
  const { digest } = await client.mcp.get({ name: 'acts' });
  await client.mcp.add({ definition: { ...definition, title: 'Another' }, replace: digest });
  expect(await refusal(client.mcp.add({ definition, replace: digest }))).toMatchObject({
    code: 'mcp.definition-changed',
  });
  expect((await client.mcp.get({ name: 'acts' })).definition.title).toBe('Another');
  expect(await refusal(client.mcp.approve({ name: 'acts', digest }))).toMatchObject({
    code: 'mcp.definition-changed',
  });
  const now = await client.mcp.get({ name: 'acts' });
  expect(await client.mcp.approve({ name: 'acts', digest: now.digest })).toMatchObject({ state: 'connected' });
  const detail = await client.mcp.get({ name: 'acts' });
  expect(detail).toMatchObject({ approved: { by: desk.room.actor.name }, drift: null });
  expect(detail.tools.every(({ permission, effect }) => permission === 'ask' && effect === 'write')).toBe(true);
  expect(detail.tools.find(({ name }) => name === 'lie')?.hints).toEqual(['read only']);

  await client.mcp.add({ definition: { ...definition, roots: 'workspace' }, replace: true });
  expect((await client.mcp.list({})).servers[0]).toMatchObject({
    state: 'not-approved',
    reason: 'Changed since it was approved',
    isPinned: true,
  });
});

it('calls only what a person agreed to, and records what became of it', async () => {
  const desk = await testApi();
  const { client, room } = desk;
  await approved(desk);
  const path = join(room.dataDir, 'written');
  const refused = (more: Parameters<typeof call>[3]) => refusal(call(desk, 'write', { path, text: SECRET }, more));
  expect(await refused({ confirmed: false })).toMatchObject({ code: 'mcp.ask' });
  await client.mcp.setRule({ name: 'acts', tool: 'write', effect: 'irreversible' });
  expect(await refusal(client.mcp.setRule({ name: 'acts', tool: 'write', permission: 'allow' }))).toMatchObject({
    code: 'mcp.irreversible',
  });
  expect(await refused({ confirmed: true })).toMatchObject({ code: 'mcp.confirm-text' });
  expect(await refused({ confirmed: true, confirmText: 'wri' })).toMatchObject({ code: 'mcp.confirm-text' });
  await client.mcp.setRule({ name: 'acts', tool: 'write', permission: 'deny' });
  expect(await refused({ confirmed: true, confirmText: 'write' })).toMatchObject({ code: 'mcp.denied' });
  expect(existsSync(path)).toBe(false);
  expect(await client.mcp.calls({ name: 'acts', tool: null, limit: 10 })).toEqual([]);

  room.knownSecrets.register(SECRET);
  await client.mcp.setRule({ name: 'acts', tool: 'write', permission: 'ask' });
  const result = done(await call(desk, 'write', { path, text: SECRET }, { confirmText: 'write' }));
  expect(result).toMatchObject({ isError: false, content: [{ type: 'text', text: `wrote ${path}` }] });
  expect(readFileSync(path, 'utf8')).toBe(SECRET);
  expect(done(await call(desk, 'read', { path })).content).toEqual([{ type: 'text', text: '***', omitted: 0 }]);
  const missing = done(await call(desk, 'read', { path: `/no/${SECRET}` }));
  expect(missing).toMatchObject({ isError: true, content: [{ type: 'text', text: 'no file /no/***' }] });
  expect(done(await call(desk, 'refuse', { path }))).toMatchObject({ isError: true });
  const records = await client.mcp.calls({ name: 'acts', tool: null, limit: 10 });
  expect(records.map(({ tool, isError }) => [tool, isError])).toEqual([
    ['refuse', true],
    ['read', true],
    ['read', false],
    ['write', false],
  ]);
  expect(records[1]?.id).toBe(missing.record);
  expect(records[3]).toMatchObject({ id: result.record, arguments: { path, text: '***' }, actor: room.actor.name });
  expect(JSON.stringify([records, await client.mcp.exportProtocol({ name: 'acts' })])).not.toContain(SECRET);
  expect(await client.mcp.calls({ name: 'acts', tool: 'read', limit: 10 })).toHaveLength(2);
});

it('shows pictures, files and links of a result', async () => {
  const desk = await testApi();
  await approved(desk);
  const { content } = done(await call(desk, 'gallery', {}));
  expect(content.map(({ type }) => type)).toEqual(['text', 'binary', 'resource', 'link']);
  expect(content[1]).toMatchObject({ mimeType: 'image/png', data: btoa('not really a picture') });
  const [record] = await desk.client.mcp.calls({ name: 'acts', tool: 'gallery', limit: 1 });
  expect(JSON.stringify(record?.result)).not.toContain(btoa('not really a picture'));
});

it('hands questions on to the person who called, and answers back', async () => {
  const desk = await testApi();
  const { client, room } = desk;
  await approved(desk);
  const path = join(room.dataDir, 'color');
  let callId = '';
  const events = await call(
    desk,
    'ask',
    { path },
    {
      onEvent(event) {
        if (event.kind === 'started') ({ callId } = event);
        if (event.kind !== 'question') return;
        const { questionId } = event;
        void client.mcp.answer({ callId, questionId, answer: { action: 'accept', values: { color: 'green' } } });
      },
    },
  );
  expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'line')).toEqual([
    'started',
    'question',
    'settled',
    'done',
  ]);
  expect(events.find(({ kind }) => kind === 'question')).toMatchObject({
    question: { kind: 'form', message: 'Which color?', required: ['color'] },
  });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ action: 'accept', content: { color: 'green' } });
  const late = { callId, questionId: crypto.randomUUID(), answer: { action: 'decline' as const } };
  expect(await refusal(client.mcp.answer(late))).toMatchObject({ code: 'mcp.no-question' });
});

it('cancels a call when nobody listens to it any more, and says so in the record', async () => {
  const desk = await testApi();
  const { client, room } = desk;
  await approved(desk);
  const path = join(room.dataDir, 'hangs');
  const stop = new AbortController();
  const order = { name: 'acts', tool: 'hang', arguments: { path }, confirmed: true, confirmText: null };
  const events = await client.mcp.call(order, { signal: stop.signal });
  await events.next();
  await expect.poll(() => existsSync(path), PATIENCE).toBe(true);
  stop.abort();
  await events.return?.();
  await expect
    .poll(async () => (await client.mcp.calls({ name: 'acts', tool: 'hang', limit: 1 }))[0]?.error?.code, PATIENCE)
    .toBe('mcp.canceled');
  await expect
    .poll(async () => await client.mcp.exportProtocol({ name: 'acts' }), PATIENCE)
    .toMatch(/notifications\/cancel/);
});

it('hides secrets in what is said about a server that does not start', async () => {
  const { client, room } = await testApi();
  room.knownSecrets.register(SECRET);
  const definition = serverDefinition.parse({ transport: 'stdio', name: 'gone', command: `/no/${SECRET}/program` });
  await client.mcp.add({ definition, replace: false });
  const { digest } = await client.mcp.get({ name: 'gone' });
  const row = await client.mcp.approve({ name: 'gone', digest });
  expect(row.state).toBe('failed');
  expect(row.reason).not.toBe('');
  expect(JSON.stringify([row, await client.mcp.list({})])).not.toContain(SECRET);
  const refused = await refusal(client.mcp.readResource({ name: 'gone', uri: 'x://y' }));
  expect(JSON.stringify(refused)).not.toContain(SECRET);
});

it('accepts exactly the offer that was shown', async () => {
  const desk = await testApi();
  const { client, room } = desk;
  const note = join(room.dataDir, 'note');
  writeFileSync(note, 'first');
  await approved(desk, note);
  await client.mcp.setRule({ name: 'acts', tool: 'write', permission: 'allow', effect: 'read' });
  writeFileSync(note, 'second');
  expect(await client.mcp.restart({ name: 'acts' })).toMatchObject({ state: 'drifted' });
  const shown = await client.mcp.get({ name: 'acts' });
  expect(shown.drift?.differences.changed.map(({ tool }) => tool)).toEqual(['write', 'read']);
  expect(shown.tools.find(({ name }) => name === 'write')).toMatchObject({ drift: 'changed', description: 'first' });
  writeFileSync(note, 'third');
  await client.mcp.restart({ name: 'acts' });
  const offer = shown.drift?.offer ?? shown.digest;
  expect(await refusal(client.mcp.acceptOffer({ name: 'acts', offer }))).toMatchObject({ code: 'mcp.offer-changed' });
  const again = await client.mcp.get({ name: 'acts' });
  const row = await client.mcp.acceptOffer({ name: 'acts', offer: again.drift?.offer ?? again.digest });
  expect(row).toMatchObject({ state: 'connected', counts: { allow: 0, deny: 0 } });
  const { tools, drift } = await client.mcp.get({ name: 'acts' });
  expect(drift).toBeNull();
  expect(tools.find(({ name }) => name === 'write')).toMatchObject({ description: 'third', effect: 'write' });
  const path = join(room.dataDir, 'x');
  expect(done(await call(desk, 'write', { path, text: 'now' }))).toMatchObject({ isError: false });
});

it('keeps values of imported secrets to itself, and puts them into the vault', async () => {
  const room = await testRoom({}, undefined, { passphrase: PASSPHRASE });
  const { client } = await testApi({ room });
  const configuration = {
    mcpServers: {
      files: { command: 'node', args: ['server.js'], env: { API_TOKEN: SECRET, MODE: 'fast' } },
      acts: { command: 'node', args: ['other.js'] },
    },
  };
  const data = Buffer.from(JSON.stringify(configuration)).toString('base64');
  const preview = await client.mcp.readImport({ data, inputs: {} });
  expect(JSON.stringify(preview)).not.toContain(SECRET);
  expect(preview.servers.find(({ name }) => name === 'files')).toMatchObject({
    secrets: [{ name: 'MCP_FILES_API_TOKEN', given: true }],
    exists: false,
  });
  expect((await client.mcp.list({})).servers).toEqual([]);
  const { importId } = preview;
  await client.mcp.importServers({ importId, names: ['files'], replace: false });
  expect((await client.mcp.list({})).servers.map(({ name, state }) => [name, state])).toEqual([
    ['files', 'not-approved'],
  ]);
  const detail = await client.mcp.get({ name: 'files' });
  expect(detail).toMatchObject({ missingSecrets: [], definition: { env: { MODE: 'fast' } } });
  expect(await room.vault.get('MCP_FILES_API_TOKEN')).toBe(SECRET);
  expect(room.knownSecrets.text(`it is ${SECRET}`)).toBe('it is ***');
  expect(await refusal(client.mcp.importServers({ importId, names: ['files'], replace: true }))).toMatchObject({
    code: 'mcp.unknown-import',
  });
  const again = await client.mcp.readImport({ data, inputs: {} });
  expect(again.servers.find(({ name }) => name === 'files')?.exists).toBe(true);
  expect(
    await refusal(client.mcp.importServers({ importId: again.importId, names: ['files', 'acts'], replace: false })),
  ).toMatchObject({ code: 'mcp.exists' });
  expect((await client.mcp.list({})).servers).toHaveLength(1);
});

it('tells of changes, and of what is said', async () => {
  const desk = await testApi();
  const { client } = desk;
  await approved(desk);
  const stop = new AbortController();
  const changes = await client.mcp.changes({}, { signal: stop.signal });
  expect(await changes.next()).toEqual({ done: false, value: [] });
  const protocol = await client.mcp.protocol({ name: 'acts', after: 0 }, { signal: stop.signal });
  const first = await protocol.next();
  expect(first.value?.map(({ method }) => method)).toContain('tools/list');
  await client.mcp.stop({ name: 'acts' });
  expect((await changes.next()).value).toEqual(['acts']);
  await client.mcp.start({ name: 'acts' });
  const next = await protocol.next();
  expect(next.value?.[0]?.seq).toBeGreaterThan(first.value?.at(-1)?.seq ?? Number.POSITIVE_INFINITY);
  stop.abort();
  await client.mcp.remove({ name: 'acts' });
  expect(await refusal(client.mcp.get({ name: 'acts' }))).toMatchObject({ code: 'mcp.unknown-server' });
});
