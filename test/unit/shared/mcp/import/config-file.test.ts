import { describe, expect, it } from 'vitest';
import type { ImportContext } from '#shared/mcp/import/imported.ts';
import { readImport } from '#shared/mcp/import/read-import.ts';
import { importContext, problemsOf } from './import-context.ts';

const read = (text: string, over: Partial<ImportContext> = {}) => readImport(text, importContext(over));
const one = (entry: object, over: Partial<ImportContext> = {}) => {
  const [server] = read(JSON.stringify({ mcpServers: { one: entry } }), over).servers;
  if (server === undefined) throw new Error('nothing was read');
  return server;
};
const problems = (file: object, over: Partial<ImportContext> = {}) =>
  problemsOf(() => read(JSON.stringify(file), over));

describe('files of many programs', () => {
  it('reads a file of Claude Desktop', () => {
    const file = `{
      "mcpServers": {
        "filesystem": {
          "command": "npx",
          "args": ["-y", "@modelcontextprotocol/server-filesystem", "/Users/ada/Desktop"]
        },
        "github": {
          "command": "docker",
          "args": ["run", "-i", "--rm", "-e", "GITHUB_PERSONAL_ACCESS_TOKEN", "ghcr.io/github/github-mcp-server"],
          "env": { "GITHUB_PERSONAL_ACCESS_TOKEN": "ghp_0123456789abcdefghijABCDEFGHIJ012345", "GITHUB_TOOLSETS": "repos,issues" }
        }
      }
    }`;
    const { format, servers } = read(file);
    expect(format).toBe('mcpServers');
    expect(servers.map((server) => server.definition)).toMatchObject([
      {
        transport: 'stdio',
        name: 'filesystem',
        command: 'npx',
        args: ['-y', '@modelcontextprotocol/server-filesystem', '/Users/ada/Desktop'],
        env: {},
        secretEnv: {},
      },
      {
        name: 'github',
        env: { GITHUB_TOOLSETS: 'repos,issues' },
        secretEnv: { GITHUB_PERSONAL_ACCESS_TOKEN: 'MCP_GITHUB_GITHUB_PERSONAL_ACCESS_TOKEN' },
      },
    ]);
    expect(servers[1]?.secrets).toEqual([
      {
        name: 'MCP_GITHUB_GITHUB_PERSONAL_ACCESS_TOKEN',
        use: 'environment variable GITHUB_PERSONAL_ACCESS_TOKEN',
        value: 'ghp_0123456789abcdefghijABCDEFGHIJ012345',
        about: '',
      },
    ]);
    expect(JSON.stringify(servers.map((server) => server.definition))).not.toContain('ghp_');
  });

  it('reads a file of Cursor, with what stands in the environment', () => {
    const file = {
      mcpServers: {
        'my server': {
          url: 'https://${env:HOST}/mcp',
          headers: { Authorization: 'Bearer ${env:TOKEN}', 'X-Api-Key': '${env:KEY}', 'X-Team': 'ops' },
          auth: { CLIENT_ID: 'me', CLIENT_SECRET: 'abc-def-ghi', scopes: ['read'] },
        },
      },
    };
    const { servers } = read(JSON.stringify(file), { variables: { HOST: 'mcp.example', TOKEN: 't-1', KEY: 'k-1' } });
    expect(servers).toEqual([
      expect.objectContaining({
        definition: expect.objectContaining({
          transport: 'http',
          name: 'my-server',
          url: 'https://mcp.example/mcp',
          headers: { 'X-Team': 'ops' },
          secretHeaders: { Authorization: 'MCP_MY_SERVER_AUTHORIZATION', 'X-Api-Key': 'KEY' },
          oauth: { clientId: 'me', clientSecret: 'MCP_MY_SERVER_CLIENT_SECRET', scopes: ['read'] },
        }),
        notes: ['"my server" is named my-server here'],
      }),
    ]);
    expect(servers[0]?.secrets.map(({ name, value, about }) => [name, value, about])).toEqual([
      ['MCP_MY_SERVER_AUTHORIZATION', 'Bearer t-1', 'from the environment variable TOKEN'],
      ['KEY', null, 'from the environment variable KEY'],
      ['MCP_MY_SERVER_CLIENT_SECRET', 'abc-def-ghi', ''],
    ]);
  });

  it('reads .mcp.json with variables that may be absent, and members that change nothing or are not taken', () => {
    const server = one(
      {
        type: 'stdio',
        command: '${BIN:-node}',
        args: ['${workspaceFolder}/x.js', 7, true],
        cwd: '${workspaceFolder}',
        env: { LEVEL: '${LEVEL:-info}', TOKEN: '${TOKEN}' },
        autoApprove: ['a'],
        timeout: 5,
        description: 'x',
        disabled: true,
      },
      { folders: { workspaceFolder: '/work' } },
    );
    expect(server.definition).toMatchObject({
      command: 'node',
      args: ['/work/x.js', '7', 'true'],
      cwd: '/work',
      env: { LEVEL: 'info' },
      secretEnv: { TOKEN: 'TOKEN' },
    });
    expect(server.isEnabled).toBe(false);
    expect(server.notes).toEqual([
      'autoApprove is not taken: what may be called is decided here',
      'left out, as it is not known here: timeout',
    ]);
  });

  it('takes no secret of the environment into what is stored in the clear', () => {
    const variables = {
      API_TOKEN: 'hunter2hunter2',
      HOST: 'mcp.example',
      KEYED: 'ghp_0123456789abcdefghijABCDEFGHIJ012345',
    };
    const secret =
      'holds a secret, which would show in process lists and in the definition: give it as a variable or a header';
    const refused = {
      mcpServers: {
        arg: { command: 'x', args: ['--token=${API_TOKEN}'] },
        url: { url: 'https://${HOST}/mcp?key=${env:KEYED}' },
        other: { command: '${API_TOKEN:-x}' },
      },
    };
    expect(problems(refused, { variables })).toEqual([
      `/mcpServers/arg/args/0: "--token=\${API_TOKEN}" ${secret}`,
      `/mcpServers/url/url: "https://\${HOST}/mcp?key=\${env:KEYED}" ${secret}`,
      `/mcpServers/other/command: "\${API_TOKEN:-x}" ${secret}`,
    ]);
    const { definition, secrets } = one({ command: 'x', env: { LEVEL: '${API_TOKEN:-none}' } }, { variables });
    expect(definition).toMatchObject({ env: {}, secretEnv: { LEVEL: 'MCP_ONE_LEVEL' } });
    expect(secrets).toMatchObject([{ name: 'MCP_ONE_LEVEL', value: 'hunter2hunter2' }]);
  });

  it('leaves a place of an argument to the program that is given the variable', () => {
    const entry = {
      command: 'npx',
      args: ['mcp-remote@0.1.0', 'https://${HOST}/mcp', '--header', 'Authorization: Bearer ${API_TOKEN}'],
      env: { API_TOKEN: '${API_TOKEN}' },
    };
    const { definition, notes } = one(entry, { variables: { API_TOKEN: 'hunter2hunter2', HOST: 'mcp.example' } });
    expect(definition).toMatchObject({
      args: ['mcp-remote@0.1.0', 'https://mcp.example/mcp', '--header', 'Authorization: Bearer ${API_TOKEN}'],
      env: {},
      secretEnv: { API_TOKEN: 'API_TOKEN' },
    });
    expect(notes).toEqual(['${API_TOKEN} stays as it is in the arguments: the program is given that variable']);
  });

  it('reads a file of VS Code, with comments, and asks for what it asks for', () => {
    const file = `{
      // what is asked
      "inputs": [
        { "type": "promptString", "id": "key", "description": "API key", "password": true, },
        { "type": "promptString", "id": "root", "description": "Folder", "default": "/srv" }, /* and */
        { "type": "promptString", "id": "level" },
      ],
      "servers": {
        "a": { "type": "stdio", "command": "srv", "args": ["--root", "\${input:root}", "// no comment", "a,]"],
               "env": { "KEY": "\${input:key}", "LEVEL": "\${input:level}" } },
        "b": { "type": "http", "url": "https://b.example/mcp", "headers": { "Authorization": "Bearer \${input:key}" } },
      },
    }`;
    expect(problemsOf(() => read(file))).toEqual([
      '/servers/a/env/LEVEL: needs a value for level: give it as --input level=…',
    ]);
    const { format, servers } = read(file, { inputs: { level: ['debug'] } });
    expect(format).toBe('VS Code');
    expect(servers.map((server) => server.definition)).toMatchObject([
      {
        args: ['--root', '/srv', '// no comment', 'a,]'],
        env: { LEVEL: 'debug' },
        secretEnv: { KEY: 'MCP_A_KEY' },
      },
      { secretHeaders: { Authorization: 'MCP_B_AUTHORIZATION' } },
    ]);
    expect(servers.flatMap((server) => server.secrets)).toEqual([
      { name: 'MCP_A_KEY', use: 'environment variable KEY', value: null, about: 'API key' },
      {
        name: 'MCP_B_AUTHORIZATION',
        use: 'header Authorization',
        value: null,
        about: 'API key; its form is Bearer ${input:key}',
      },
    ]);
    const given = read(file, { inputs: { level: ['debug'], key: ['k-9'] } }).servers.flatMap(
      (server) => server.secrets,
    );
    expect(given.map((secret) => secret.value)).toEqual(['k-9', 'Bearer k-9']);
  });
});

describe('what is a secret', () => {
  it.each([
    ['OPENAI_API_KEY', 'anything'],
    ['DB_PASSWORD', '1234'],
    ['GH_PAT', 'x1'],
    ['HARMLESS', 'sk-abcdefghijklmnopqrstuvwx'],
    ['DATABASE_URL', 'postgres://ada:pw@db/x'],
    ['NAME', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc'],
    ['ID', 'Zm9vYmFyYmF6MTIzNDU2Nzg5MEFCQ0RFRkdISUpL'],
    ['PEM', '-----BEGIN PRIVATE KEY-----\nabc'],
  ])('%s=%s goes to the vault', (name, value) => {
    const { definition, secrets } = one({ command: 'x', env: { [name]: value } });
    expect(definition).toMatchObject({ env: {}, secretEnv: { [name]: `MCP_ONE_${name}` } });
    expect(secrets.map((secret) => secret.value)).toEqual([value]);
  });

  it.each([
    ['LOG_LEVEL', 'debug'],
    ['AUTH', 'none'],
    ['TOKEN_CHECK', 'false'],
    ['KEYBOARD', 'de'],
    ['MONKEY', 'yes please'],
    ['MEMORY_FILE_PATH', '/home/ada/a-file-with-a-long-name-of-1234567890.json'],
    ['URL', 'https://example.com/a/b?c=d'],
    ['MAX_TOKENS', '4000 or so'],
  ])('%s=%s stays', (name, value) => {
    expect(one({ command: 'x', env: { [name]: value } })).toMatchObject({
      definition: { env: { [name]: value }, secretEnv: {} },
      secrets: [],
    });
  });

  it.each(['', '<your token>', 'YOUR_API_KEY', 'your-api-key-here', '***', 'xxxx', 'changeme', 'my-token'])(
    'a file that only shows where a secret goes, as %j, leaves it to be given',
    (value) => {
      expect(one({ command: 'x', env: { API_KEY: value } }).secrets).toMatchObject([
        { name: 'MCP_ONE_API_KEY', value: null },
      ]);
    },
  );

  it('keeps its name where the server itself has used it, and two variables never share one', () => {
    const env = { 'A-KEY': 'v', A_KEY: 'w' };
    const { secrets } = one({ command: 'x', env }, { takenSecrets: new Map([['MCP_ONE_A_KEY', 'one']]) });
    expect(secrets.map((secret) => [secret.name, secret.value])).toEqual([
      ['MCP_ONE_A_KEY', 'v'],
      ['MCP_ONE_A_KEY_2', 'w'],
    ]);
  });

  it('gets a name of its own where its name is taken, also by a server of the same file', () => {
    const file = {
      mcpServers: { 'a-b': { command: 'x', env: { K_KEY: 'v' } }, 'a.b': { command: 'x', env: { K_KEY: 'w' } } },
    };
    const { servers } = read(JSON.stringify(file), { takenSecrets: new Map([['MCP_A_B_K_KEY', 'another']]) });
    expect(servers.flatMap((server) => server.secrets.map((secret) => secret.name))).toEqual([
      'MCP_A_B_K_KEY_2',
      'MCP_A_B_K_KEY_3',
    ]);
  });
});

describe('what is refused', () => {
  it('tells every problem with its place, and takes nothing', () => {
    const file = {
      mcpServers: {
        fine: { command: 'x' },
        none: {},
        both: { command: 'x', url: 'https://x' },
        old: { type: 'sse', url: 'https://x/sse' },
        'a/b': { command: 'x', args: 'y' },
        list: [],
        file: { command: 'x', envFile: '.env' },
        place: { command: 'x', args: ['${command:pick} x'] },
        unset: { command: '${env:NOWHERE}' },
        scheme: { url: 'ftp://x' },
        '…': { command: 'x' },
      },
    };
    expect(problems(file)).toEqual([
      '/mcpServers/none: needs exactly one of command and url',
      '/mcpServers/both: needs exactly one of command and url',
      '/mcpServers/old: uses the old HTTP+SSE transport: ask for the address of streamable HTTP',
      '/mcpServers/a~1b/args: Invalid input: expected array, received string',
      '/mcpServers/list: Invalid input: expected object, received array',
      '/mcpServers/file/envFile: files of variables are not read: write what is needed into env',
      '/mcpServers/place/args/0: ${command:pick} means nothing here',
      '/mcpServers/unset/command: needs the environment variable NOWHERE, which is not set',
      '/mcpServers/scheme/url: Invalid URL',
      '/mcpServers/…: "…" is no name for a server, and none can be made of it',
    ]);
    expect(read(JSON.stringify(file), { only: ['fine'] }).servers).toHaveLength(1);
    expect(problems(file, { only: ['fine', 'gone', 'toString'] })).toEqual([
      '/mcpServers/gone: there is no server of that name',
      '/mcpServers/toString: there is no server of that name',
    ]);
  });

  it('what only pretends to have a length', () => {
    const odd = { length: { toString: null } };
    expect(problems({ mcpServers: { s: { command: odd } } })).toEqual([
      '/mcpServers/s: holds an object where a text should be',
    ]);
  });

  it('a file without servers', () => {
    expect(problems({ mcpServers: {} })).toEqual(['/mcpServers: holds no server']);
    expect(problems({ mcpServers: [] })).toEqual([
      '/mcpServers: must be an object: names, and what stands behind them',
    ]);
  });

  it('two names that would be one', () => {
    expect(problems({ mcpServers: { 'a b': { command: 'x' }, 'a-b': { command: 'x' } } })).toEqual([
      '/mcpServers/a-b: there is a second server that would be named a-b',
    ]);
  });

  it('a secret in an argument, a command or an address', () => {
    const file = (entry: object) => ({ inputs: [{ id: 'k', password: true }], servers: { s: entry } });
    for (const entry of [
      { command: 'x', args: ['--key=${input:k}'] },
      { command: '${input:k}' },
      { url: 'https://x/?k=${input:k}' },
    ]) {
      expect(problems(file(entry))).toEqual([expect.stringContaining('holds a secret, which would show')]);
    }
    expect(problems({ inputs: 5, servers: { s: { command: 'x', env: { A: '${input:k}' } } } })).toEqual([
      '/servers/s/env/A: asks for the input k, which the file does not have',
    ]);
  });

  it.each([
    ['not JSON', '{"mcpServers": {\n  "a": }', 'mcp.import-json', { line: 2 }],
    ['cut off', '{"mcpServers": {', 'mcp.import-json', { line: 1 }],
    ['nothing', '', 'mcp.import-json', { line: 1 }],
    ['a comma without a value', '{\n"mcpServers": { ,}}', 'mcp.import-json', { line: 2 }],
    ['another file', '{"dependencies": {}}', 'mcp.import-format', undefined],
    ['a list', '[]', 'mcp.import-format', undefined],
    ['too deep', `{"mcpServers": ${'['.repeat(100_000)}`, 'mcp.import-json', expect.anything()],
    ['too long', ' '.repeat(5_000_000), 'mcp.import-too-large', undefined],
  ])('%s', (_, text, code, details) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code, details }));
  });

  it('bears names of every object, and comments that never end, quickly', () => {
    const file = '{"mcpServers": {"__proto__": {"command": "x", "env": {"__proto__": "y", "constructor": "z"}}}}';
    const definitions = read(file).servers.map((server) => server.definition);
    expect(definitions).toMatchObject([{ name: 'proto', env: { constructor: 'z' } }]);
    expect(JSON.stringify(definitions)).not.toContain('"y"');
    const hostile = `{"a":1 ${',/**/'.repeat(200_000)} x`;
    expect(() => read(hostile)).toThrow(expect.objectContaining({ code: 'mcp.import-json' }));
    const open = `{"mcpServers": /*${'*'.repeat(1_000_000)}`;
    expect(() => read(open)).toThrow(expect.objectContaining({ code: 'mcp.import-json' }));
  });
});
