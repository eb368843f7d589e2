import { describe, expect, it } from 'vitest';
import type { ImportContext } from '#shared/mcp/import/imported.ts';
import { readImport } from '#shared/mcp/import/read-import.ts';
import { importContext, problemsOf } from './import-context.ts';

const read = (file: object, over: Partial<ImportContext> = {}) => readImport(JSON.stringify(file), importContext(over));
const one = (file: object, over: Partial<ImportContext> = {}) => {
  const { format, servers } = read({ name: 'io.github.ada/weather', version: '1.0.0', ...file }, over);
  expect(format).toBe('MCP registry');
  const [server] = servers;
  if (server === undefined) throw new Error('nothing was read');
  return server;
};
const packaged = (entry: object) => ({
  packages: [
    { registryType: 'npm', identifier: '@ada/weather', version: '1.0.2', transport: { type: 'stdio' }, ...entry },
  ],
});

describe('packages', () => {
  it.each([
    ['npm', '@ada/weather', 'npx', ['-y', '@ada/weather@1.0.2']],
    ['pypi', 'weather-mcp', 'uvx', ['weather-mcp@1.0.2']],
    ['oci', 'ghcr.io/ada/weather', 'docker', ['run', '-i', '--rm', 'ghcr.io/ada/weather:1.0.2']],
  ])('of %s are started by their exact version', (registryType, identifier, command, args) => {
    const { definition, notes } = one({ title: 'Weather', ...packaged({ registryType, identifier }) });
    expect(definition).toMatchObject({ transport: 'stdio', name: 'weather', title: 'Weather', command, args });
    expect(notes).toEqual([]);
  });

  it('of images may have the version in their name', () => {
    const image = { registryType: 'oci', identifier: 'docker.io/ada/weather:1.0.2', version: undefined };
    expect(one(packaged(image)).definition).toMatchObject({
      args: ['run', '-i', '--rm', 'docker.io/ada/weather:1.0.2'],
    });
  });

  it.each([undefined, 'latest', '^1.0.0', '*', ''])('without an exact version are refused: %s', (version) => {
    expect(problemsOf(() => one(packaged({ version })))).toEqual([
      '/packages/0: @ada/weather is offered without an exact version',
    ]);
  });

  it('get their arguments and variables, given, usual or asked for', () => {
    const entry = {
      registryType: 'oci',
      identifier: 'ada/weather',
      runtimeArguments: [
        {
          type: 'named',
          name: '--mount',
          value: 'type=bind,src={source_path},dst={target_path}',
          isRequired: true,
          variables: { source_path: { description: 'Folder', isRequired: true }, target_path: { default: '/project' } },
        },
      ],
      packageArguments: [
        { type: 'positional', valueHint: 'target_dir', isRequired: true, isRepeated: true, description: 'Places' },
        { type: 'named', name: '--port', default: '80' },
        { type: 'named', name: '--verbose' },
        { type: 'named', name: '--stdio', isRequired: true },
      ],
      environmentVariables: [
        { name: 'UNITS', default: 'celsius' },
        { name: 'CITY', description: 'Where' },
        { name: 'WEATHER_API_KEY', description: 'Key', isRequired: true, isSecret: true },
        { name: 'EXTRA_KEY', isSecret: true },
        {
          name: 'HEADER',
          value: 'Basic {login}',
          variables: { login: { isSecret: true, description: 'Login' } },
          isRequired: true,
        },
      ],
    };
    expect(problemsOf(() => one(packaged(entry)))).toEqual([
      '/packages/0/runtimeArguments/0: needs a value for source_path (Folder): give it as --input source_path=…',
    ]);
    expect(problemsOf(() => one(packaged(entry), { inputs: { source_path: ['/a'] } }))).toEqual([
      '/packages/0/packageArguments/0: needs a value for target_dir (Places): give it as --input target_dir=…',
    ]);
    const server = one(packaged(entry), { inputs: { source_path: ['/a'], target_dir: ['/x', '/y'], CITY: ['Bonn'] } });
    expect(server.definition).toMatchObject({
      command: 'docker',
      args: [
        ...['run', '-i', '--rm', '-e', 'UNITS', '-e', 'CITY', '-e', 'WEATHER_API_KEY', '-e', 'HEADER'],
        ...['--mount', 'type=bind,src=/a,dst=/project', 'ada/weather:1.0.2', '/x', '/y', '--port', '80', '--stdio'],
      ],
      env: { UNITS: 'celsius', CITY: 'Bonn' },
      secretEnv: { WEATHER_API_KEY: 'MCP_WEATHER_WEATHER_API_KEY', HEADER: 'MCP_WEATHER_HEADER' },
    });
    expect(server.secrets).toEqual([
      { name: 'MCP_WEATHER_WEATHER_API_KEY', use: 'environment variable WEATHER_API_KEY', value: null, about: 'Key' },
      {
        name: 'MCP_WEATHER_HEADER',
        use: 'environment variable HEADER',
        value: null,
        about: 'Login; its form is Basic {login}',
      },
    ]);
    expect(server.notes).toEqual([
      'environment variable EXTRA_KEY is left out, as it is not required: give it as --input EXTRA_KEY=…',
    ]);
  });

  it('are read from the older form of the file as well', () => {
    const file = {
      packages: [
        {
          registry_type: 'npm',
          identifier: 'weather',
          version: '1.0.2',
          package_arguments: [{ type: 'positional', value: 'a_b' }],
          environment_variables: [{ name: 'API_KEY', is_required: true, is_secret: true }],
        },
      ],
    };
    expect(one(file).definition).toMatchObject({
      args: ['-y', 'weather@1.0.2', 'a_b'],
      secretEnv: { API_KEY: 'MCP_WEATHER_API_KEY' },
    });
  });

  it('with secret arguments are refused', () => {
    const entry = { packageArguments: [{ type: 'named', name: '--token', isSecret: true }] };
    expect(problemsOf(() => one(packaged(entry)))).toEqual([
      '/packages/0/packageArguments/0: token is a secret argument, which every process list would show',
    ]);
  });
});

describe('addresses', () => {
  it('are taken where no package can be started, those of streamable HTTP', () => {
    const file = {
      packages: [
        { registryType: 'constructor', identifier: 'x', version: '1.0.0' },
        { registryType: 'nuget', identifier: 'x' },
      ],
      remotes: [
        { type: 'sse', url: 'https://a.example/sse' },
        {
          type: 'streamable-http',
          url: 'https://{region}.example/mcp',
          variables: { region: { default: 'eu' } },
          headers: [
            { name: 'X-API-Key', isRequired: true, isSecret: true },
            { name: 'X-Region', default: 'eu-1' },
          ],
        },
      ],
    };
    expect(one(file, { inputs: { 'X-API-Key': ['k'] } })).toMatchObject({
      definition: {
        transport: 'http',
        url: 'https://eu.example/mcp',
        headers: { 'X-Region': 'eu-1' },
        secretHeaders: { 'X-API-Key': 'MCP_WEATHER_X_API_KEY' },
      },
      secrets: [{ value: 'k' }],
    });
  });

  it('of the old transport alone are refused', () => {
    expect(problemsOf(() => one({ remotes: [{ type: 'sse', url: 'https://a.example/sse' }] }))).toEqual([
      'the file: offers nothing that can be started here: sse',
    ]);
  });
});

it('what the registry answers with is taken too, and a package goes before an address', () => {
  const server = { name: 'a/b', ...packaged({}), remotes: [{ type: 'streamable-http', url: 'https://x.example' }] };
  expect(read({ server, _meta: {} }).servers[0]).toMatchObject({
    definition: { command: 'npx' },
    notes: ['the file offers other ways too: this one is /packages/0'],
  });
});

it('a file of the wrong form is refused with every place', () => {
  expect(problemsOf(() => read({ name: 5, packages: [{ registryType: 'npm' }], remotes: [] }))).toEqual([
    '/name: Invalid input: expected string, received number',
    '/packages/0/identifier: Invalid input: expected string, received undefined',
  ]);
});
