import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '#main/hosts/cli/command-line.ts';
import { callArguments } from '#main/hosts/cli/mcp/call-arguments.ts';
import { definitionLines } from '#main/hosts/cli/mcp/server-text.ts';
import { firstLine, toolLines } from '#main/hosts/cli/mcp/tool-text.ts';
import { exitCodeOf } from '#main/hosts/cli/report-error.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { serverDefinition } from '#shared/mcp/server.ts';

const io = (text = '') => ({ stdin: Readable.from([Buffer.from(text)]) as unknown as NodeJS.ReadStream });

describe('arguments of a call', () => {
  const tool = {
    name: 't',
    inputSchema: {
      type: 'object',
      properties: {
        text: { type: 'string' },
        count: { type: 'integer' },
        ratio: { type: 'number' },
        flag: { type: 'boolean' },
        list: { type: 'array' },
        object: { type: 'object' },
        either: { type: ['string', 'number'] },
        maybe: { type: ['integer', 'null'] },
        any: {},
      },
    },
  };

  test('are read as their types say; where those say nothing they are texts', async () => {
    const arg = [
      'text=1',
      'count=2',
      'ratio=1.5',
      'flag=true',
      'list=[1]',
      'object={"a":"="}',
      'either=3',
      'maybe=null',
      'any=4',
      'new=a=b',
    ];
    expect(await callArguments(io(), tool, { arg })).toEqual({
      ...{
        text: '1',
        count: 2,
        ratio: 1.5,
        flag: true,
        list: [1],
        object: { a: '=' },
        either: '3',
        maybe: null,
        any: '4',
      },
      new: 'a=b',
    });
    expect(await callArguments(io(), { name: 't' }, { arg: ['x=1'] })).toEqual({ x: '1' });
  });

  test('may be one JSON object, from standard input too; single ones go before it', async () => {
    expect(await callArguments(io(), tool, { arguments: '{"a": 1, "text": "x"}', arg: ['text=y'] })).toEqual({
      a: 1,
      text: 'y',
    });
    expect(await callArguments(io('{"a": [1]}'), tool, { arguments: '-' })).toEqual({ a: [1] });
  });

  test.each([['count=1.5'], ['count=x'], ['flag=1'], ['list={}'], ['object=[]'], ['no-value'], ['=x']])(
    '%s is refused',
    async (arg) => {
      await expect(callArguments(io(), tool, { arg: [arg] })).rejects.toThrow(
        expect.objectContaining({ code: 'usage.invalid' }),
      );
    },
  );

  test.each(['[]', '{', '5'])('--arguments %s is refused', async (text) => {
    await expect(callArguments(io(), tool, { arguments: text })).rejects.toThrow(
      expect.objectContaining({ code: 'usage.invalid' }),
    );
  });
});

describe('what is shown', () => {
  test('of a definition is all of it, one thing a line', () => {
    const long = 'x'.repeat(4096);
    const lines = definitionLines(
      serverDefinition.parse({
        transport: 'stdio',
        name: 's',
        command: '/bin/a b',
        args: [long, 'two\nlines', '\u200b"'],
        cwd: '/srv',
        env: { A: 'x y' },
        secretEnv: { KEY: 'MCP_S_KEY' },
        roots: 'workspace',
        sampling: 'person',
      }),
    );
    expect(lines).toEqual([
      '  command      "/bin/a b"',
      `  argument     "${long}"`,
      '  argument     "two\\nlines"',
      '  argument     "⟨U+200B⟩\\""',
      '  folder       "/srv"',
      '  variable     A = "x y"',
      '  variable     KEY from the secret MCP_S_KEY',
      '  deadlines    connect 30000 ms, list 30000 ms, call 60000 ms',
      '  told of      the workspace of the run, else mcp-folder in the data folder',
      '  may ask for  completions, which a person writes',
      '  ! argument 3 holds characters that do not show',
    ]);
    const http = {
      transport: 'http',
      name: 's',
      url: 'http://x.example',
      secretHeaders: { A: 'B' },
      oauth: { clientId: 'c', clientSecret: 'D' },
    } as const;
    expect(definitionLines(serverDefinition.parse(http))).toEqual([
      '  address     "http://x.example"',
      '  header      A from the secret B',
      '  login as    "c"',
      '  login with  the secret D',
      '  deadlines   connect 30000 ms, list 30000 ms, call 60000 ms',
      '  ! it is reached without encryption (http): anybody in between reads and changes what is said',
    ]);
  });

  test.each([
    {
      transport: 'stdio',
      title: 'All of it',
      deadlines: { connectMs: 1_001, listMs: 1_002, callMs: 1_003 },
      roots: 'workspace',
      sampling: 'person',
      command: '/bin/one',
      args: ['two', 'three'],
      cwd: '/four',
      env: { FIVE: 'six' },
      secretEnv: { SEVEN: 'EIGHT' },
      bundle: { folder: '/nine', files: `sha256:${'a'.repeat(64)}` },
    },
    {
      transport: 'http',
      title: 'All of it',
      deadlines: { connectMs: 1_001, listMs: 1_002, callMs: 1_003 },
      roots: 'workspace',
      sampling: 'person',
      url: 'https://one.example/mcp',
      headers: { 'x-two': 'three' },
      secretHeaders: { 'x-four': 'FIVE' },
      oauth: { clientId: 'six', clientSecret: 'SEVEN', scopes: ['eight', 'nine'] },
    },
  ] as const)('of a definition leaves out nothing that it says ($transport)', (source) => {
    const definition = serverDefinition.parse({ name: 's', ...source });
    const { name: _, transport: __, ...said } = definition;
    const text = definitionLines(definition).join('\n');
    const parts = (value: unknown): readonly unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value).flatMap(parts) : [value];
    const { env, headers, secretEnv, secretHeaders } = said as Readonly<Record<string, unknown>>;
    const names = [env, headers, secretEnv, secretHeaders].flatMap((one) => Object.keys(one ?? {}));
    expect([...names, ...parts(said)].filter((part) => !text.includes(String(part)))).toEqual([]);
    expect(
      Object.keys(said).filter((member) => !(member in source)),
      'every member is tried',
    ).toEqual([]);
  });

  test('of a tool is all of it, and nothing in it hides', () => {
    const tool = {
      name: 'a\u202eb\nc',
      title: 'T',
      description: 'One\ttwo\u200b\nthree \u001b[31m',
      _meta: { x: '\u{e0041}' },
    };
    expect(toolLines(tool)).toEqual([
      'a⟨U+202E⟩b⟨U+000A⟩c  T',
      '',
      '  One\ttwo⟨U+200B⟩',
      '  three ⟨U+001B⟩[31m',
      '',
      'more',
      '  {',
      '    "_meta": {',
      '      "x": "⟨U+E0041⟩"',
      '    }',
      '  }',
    ]);
    expect(firstLine(tool)).toBe('One two⟨U+200B⟩');
    expect(firstLine({ description: 5 })).toBe('');
  });
});

test.each([
  ['mcp.unknown-server', 2],
  ['mcp.not-approved', 2],
  ['mcp.import-invalid', 2],
  ['mcp.denied', 2],
  ['mcp.drift', 1],
  ['mcp.connect', 1],
  ['mcp.timeout', 1],
  ['mcp.ask', 3],
  ['mcp.login-required', 3],
  ['mcp.canceled', 4],
])('%s ends with exit code %i', (code, exit) => {
  expect(exitCodeOf(new AppError(code, 'x'))).toBe(exit);
});

test.each([
  [['mcp', 'add']],
  [['mcp', 'rule', 'a', 'b', '--effect', 'sometimes']],
  [['mcp', 'log', 'a', '-n', '0']],
  [['mcp', 'add', 'a', '--timeout', '0', '--', 'x']],
  [['mcp', 'add', 'a', '--connect-timeout', '4000', '--', 'x']],
  [['mcp', 'add', 'a', '--list-timeout', 'soon', '--', 'x']],
  [['mcp', 'nope']],
])('%j is bad usage', (args) => {
  expect(parseCommandLine(args)).toMatchObject({ kind: 'usage' });
});

test('what stands after -- is the program’s, also what looks like an option of ours', () => {
  expect(parseCommandLine(['mcp', 'add', 'a', '--', 'npx', '--json', '--data-dir', 'x'])).toMatchObject({
    kind: 'command',
    globals: { json: false, dataDir: undefined },
  });
});
