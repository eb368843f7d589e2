import { expect, test } from 'vitest';
import { differenceParts } from '#renderer/features/tools/model/difference-parts.ts';
import { jsonTokens } from '#renderer/features/tools/model/json-tokens.ts';
import { countsText } from '#renderer/features/tools/model/server-words.ts';
import { toolGroups, visibleTools } from '#renderer/features/tools/model/tool-groups.ts';
import {
  definitionOf,
  emptyServer,
  type TypedServer,
  typedProblems,
  typedServer,
} from '#renderer/features/tools/model/typed-server.ts';
import { filledTemplate, templateVariables } from '#renderer/features/tools/model/uri-template.ts';
import type { ServerTool } from '#shared/api/mcp-views.ts';
import type { ToolEffect } from '#shared/mcp/pin.ts';
import { serverDefinition } from '#shared/mcp/server.ts';

const TYPED: TypedServer = {
  ...emptyServer('stdio'),
  name: 'files',
  command: 'node',
  args: ['a b', ''],
  plain: [{ name: 'MODE', value: 'fast' }],
  secret: [{ name: 'TOKEN', value: 'FILES_TOKEN' }],
  roots: 'workspace',
};

test('a typed server is a definition, argument by argument', () => {
  expect(typedProblems(TYPED).size).toBe(0);
  expect(serverDefinition.parse(definitionOf(TYPED))).toMatchObject({
    transport: 'stdio',
    command: 'node',
    args: ['a b', ''],
    env: { MODE: 'fast' },
    secretEnv: { TOKEN: 'FILES_TOKEN' },
    roots: 'workspace',
  });
});

test('a definition goes through the form unchanged, with what the form has no field for', () => {
  const sources = [
    {
      transport: 'stdio',
      name: 'a',
      command: 'x',
      args: ['', 'y z'],
      cwd: '/srv',
      env: { A: '1' },
      secretEnv: { B: 'S' },
    },
    { transport: 'stdio', name: 'a', command: 'x', deadlines: { callMs: 5000 }, sampling: 'person', title: 'T' },
    {
      transport: 'stdio',
      name: 'a',
      command: 'x',
      bundle: { folder: '/srv/b', files: `sha256:${'0'.repeat(64)}` },
    },
    { transport: 'http', name: 'b', url: 'https://x.example/mcp', headers: { A: '1' }, oauth: { scopes: ['read'] } },
  ] as const;
  for (const source of sources) {
    const definition = serverDefinition.parse(source);
    expect(serverDefinition.parse(definitionOf(typedServer(definition), definition))).toEqual(definition);
  }
  const folder = serverDefinition.parse(sources[0]);
  expect(definitionOf({ ...typedServer(folder), cwd: '' }, folder)).not.toHaveProperty('cwd');
});

test.each<[string, Partial<TypedServer>, string]>([
  ['no name', { name: '' }, 'name'],
  ['a name with a slash', { name: 'a/b' }, 'name'],
  ['no command', { command: ' ' }, 'command'],
  ['an address of another kind', { transport: 'http', url: 'file:///etc' }, 'url'],
  ['a value without a name', { plain: [{ name: '', value: 'x' }] }, 'plain'],
  ['a secret by value', { secret: [{ name: 'TOKEN', value: 'sk-123 456' }] }, 'secret'],
  ['a deadline that is no number', { connectMs: 'soon' }, 'connectMs'],
  ['a deadline that is too short', { callMs: '99' }, 'callMs'],
  ['a deadline that is too long', { listMs: '3600001' }, 'listMs'],
  [
    'the secret of a client by value',
    { transport: 'http', url: 'https://x.example', clientSecret: 'sk-1' },
    'clientSecret',
  ],
  ['a name twice', { secret: [{ name: 'MODE', value: 'S' }] }, 'secret'],
])('%s is told', (_what, change, field) => {
  expect([...typedProblems({ ...TYPED, ...change }).keys()]).toEqual([field]);
});

test('differences are marked word by word on both sides', () => {
  const [before, now] = differenceParts({ approved: 'Reads a file', offered: 'Reads a file and sends it' });
  expect(before?.map(({ kind }) => kind)).toEqual(['same']);
  expect(now?.filter(({ kind }) => kind === 'added').map(({ text }) => text)).toEqual([' and sends it']);
  expect(differenceParts({ approved: undefined, offered: { a: 1 } })).toEqual([
    null,
    [{ kind: 'added', text: '{\n  "a": 1\n}' }],
  ]);
});

test('templates of resources are filled where every expression is understood', () => {
  expect(templateVariables('repo://{owner}/{+path}{owner}')).toEqual(['owner', 'path']);
  expect(filledTemplate('repo://{owner}/{+path}', { owner: 'a/b', path: 'c/d e' })).toBe('repo://a%2Fb/c/d%20e');
  expect(templateVariables('search://{?q,page}')).toBeNull();
});

test('JSON is told apart in keys, texts, numbers and words', () => {
  const lines = jsonTokens(JSON.stringify({ 'a: "b"': [-1.5e3, 'x: 1', true] }, null, 2));
  expect(lines[1]?.[1]).toEqual({ kind: 'key', text: '"a: \\"b\\""' });
  expect(
    lines
      .flat()
      .filter(({ kind }) => kind !== 'plain')
      .map(({ kind }) => kind),
  ).toEqual(['key', 'number', 'string', 'word']);
  expect(lines.map((line) => line.map(({ text }) => text).join('')).join('\n')).toBe(
    JSON.stringify({ 'a: "b"': [-1.5e3, 'x: 1', true] }, null, 2),
  );
});

test('tools stand by effect, and a filter looks at names and descriptions', () => {
  const tool = (name: string, effect: ServerTool['effect'], description = '') =>
    ({ name, effect, description, title: '' }) as ServerTool;
  const tools = [tool('b', 'write', 'Sends mail'), tool('a', 'read'), tool('c', 'irreversible', 'sends MONEY')];
  expect(toolGroups(tools, '').map(({ effect }) => effect)).toEqual(['read', 'write', 'irreversible']);
  const view = { filter: 'sends', folded: new Set(['write'] as const), whole: new Set<ToolEffect>() };
  expect(visibleTools(tools, view).map(({ name }) => name)).toEqual(['c']);
  const many = Array.from({ length: 250 }, (_, index) => tool(`t${index}`, 'read'));
  const plain = { filter: '', folded: new Set<ToolEffect>(), whole: new Set<ToolEffect>() };
  expect(visibleTools(many, plain)).toHaveLength(100);
  expect(visibleTools(many, { ...plain, whole: new Set(['read'] as const) })).toHaveLength(250);
});

test('what may be done with the tools of a server is said as it is', () => {
  expect(countsText({ allow: 0, ask: 0, deny: 0 })).toBe('It offers no tools.');
  expect(countsText({ allow: 0, ask: 1, deny: 0 })).toBe('Its 1 tool asks first.');
  expect(countsText({ allow: 0, ask: 14, deny: 0 })).toBe('Its 14 tools ask first.');
  expect(countsText({ allow: 2, ask: 1, deny: 1 })).toBe('4 tools: 2 allowed, 1 asks first, 1 denied.');
  expect(countsText({ allow: 1, ask: 0, deny: 0 })).toBe('1 tool: 1 allowed.');
});
