import { expect, it } from 'vitest';
import { readBundleManifest } from '#shared/mcp/import/bundle-manifest.ts';
import type { ImportContext } from '#shared/mcp/import/imported.ts';
import { importContext, problemsOf } from './import-context.ts';

const place = { folder: '/data/b', files: `sha256:${'0'.repeat(64)}`, platform: 'linux' };
const manifest = (config: object, options: object = {}, more: object = {}) => ({
  manifest_version: '0.3',
  name: 'file-reader',
  display_name: 'File reader',
  version: '1.2.0',
  server: { type: 'node', entry_point: 'server/index.js', mcp_config: config },
  user_config: options,
  ...more,
});
const read = (file: object, over: Partial<ImportContext> = {}) => {
  const { format, servers } = readBundleManifest(file as never, place, importContext(over));
  expect(format).toBe('MCP bundle');
  return servers[0];
};

it('starts a bundle from its folder, with its settings', () => {
  const file = manifest(
    {
      command: 'node',
      args: [
        '${__dirname}/server/index.js',
        '${user_config.folders}',
        '--max=${user_config.max}',
        '${user_config.mode}',
      ],
      env: {
        API_KEY: '${user_config.key}',
        OPTIONAL: '${user_config.other}',
        LIST: '${user_config.folders}',
        H: '${HOME}/x',
      },
    },
    {
      folders: { type: 'directory', multiple: true, required: true, default: ['${HOME}/Desktop', '${HOME}/Documents'] },
      max: { type: 'number', default: 10 },
      mode: { type: 'string' },
      key: { type: 'string', title: 'API key', sensitive: true, required: true },
      other: { type: 'string', sensitive: true },
    },
  );
  const folders = { HOME: '/home/ada' };
  expect(read(file, { folders })).toMatchObject({
    definition: {
      transport: 'stdio',
      name: 'file-reader',
      title: 'File reader 1.2.0',
      command: 'node',
      cwd: '/data/b',
      args: ['/data/b/server/index.js', '/home/ada/Desktop', '/home/ada/Documents', '--max=10'],
      env: { LIST: '/home/ada/Desktop,/home/ada/Documents', H: '/home/ada/x' },
      secretEnv: { API_KEY: 'MCP_FILE_READER_API_KEY' },
    },
    secrets: [{ name: 'MCP_FILE_READER_API_KEY', value: null, about: 'API key' }],
  });
  const inputs = { folders: ['/a'], max: ['5'], mode: ['fast'], key: ['k'], other: ['o'] };
  expect(read(file, { folders, inputs })).toMatchObject({
    definition: {
      args: ['/data/b/server/index.js', '/a', '--max=5', 'fast'],
      secretEnv: { API_KEY: 'MCP_FILE_READER_API_KEY', OPTIONAL: 'MCP_FILE_READER_OPTIONAL' },
    },
    secrets: [{ value: 'k' }, { value: 'o' }],
  });
});

it('takes what is said of this platform, and a program of the bundle by its path', () => {
  const config = {
    command: 'server/run',
    args: ['a'],
    env: { A: '1', B: '1' },
    platform_overrides: { linux: { env: { B: '2' } } },
  };
  expect(read(manifest(config))?.definition).toMatchObject({
    command: '/data/b/server/run',
    args: ['a'],
    env: { A: '1', B: '2' },
  });
  const special = {
    ...config,
    platform_overrides: { linux: { command: 'python', args: ['b'] }, darwin: { command: 'no' } },
  };
  expect(read(manifest(special))?.definition).toMatchObject({ command: 'python', args: ['b'] });
});

it('refuses what is made for other platforms, needs a value, or asks for what is not there', () => {
  const config = { command: 'x', args: ['${user_config.dir}'] };
  const dir = { dir: { type: 'directory', required: true, description: 'Where' } };
  expect(problemsOf(() => read(manifest(config, dir, { compatibility: { platforms: ['win32'] } })))).toEqual([
    '/compatibility/platforms: it is made for win32 only',
  ]);
  expect(problemsOf(() => read(manifest(config, dir)))).toEqual([
    '/server/mcp_config/args/0: needs a value for dir (Where): give it as --input dir=…',
  ]);
  expect(problemsOf(() => read(manifest(config)))).toEqual([
    '/server/mcp_config/args/0: ${user_config.dir} is not among the settings of the bundle',
  ]);
  expect(problemsOf(() => read(manifest({ command: '${DESKTOP}/x' })))).toEqual([
    '/server/mcp_config/command: ${DESKTOP} means nothing here',
  ]);
  const secret = { dir: { type: 'string', sensitive: true, required: true } };
  expect(problemsOf(() => read(manifest(config, secret)))).toEqual([expect.stringContaining('holds a secret')]);
  expect(problemsOf(() => read({ name: 'x' }))).toHaveLength(2);
});
