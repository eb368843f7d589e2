import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importContext } from '#main/hosts/mcp-import/import-context.ts';
import { openImport } from '#main/hosts/mcp-import/open-import.ts';
import { takeImport } from '#main/hosts/mcp-import/take-import.ts';
import { serverDefinition } from '#shared/mcp/server.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { openStoreAt } from '#test/integration/store/open-world.ts';
import { type WrittenFile, writeZip } from './zip-writer.ts';

const MANIFEST = {
  manifest_version: '0.3',
  name: 'echo',
  version: '1.0.0',
  server: {
    type: 'binary',
    entry_point: 'server/run',
    mcp_config: { command: 'server/run', args: ['${__dirname}/a b/ä.txt'], env: { KEY: '${user_config.key}' } },
  },
  user_config: { key: { type: 'string', sensitive: true, required: true } },
};
const manifest = { path: 'manifest.json', content: JSON.stringify(MANIFEST) };
const bundle = [
  manifest,
  { path: 'server/', content: '', mode: 0o040755 },
  { path: 'server/run', content: '#!/bin/sh\ncat "$1"\n' },
  { path: 'a b/ä.txt', content: 'Grüße\n', stored: true },
  { path: 'node_modules/@a/b/.bin/x', content: 'x', mode: 0o100755 },
];

function world(inputs: Readonly<Record<string, readonly string[]>> = {}) {
  const dataDir = tempFolder();
  const store = openStoreAt(dataDir);
  const secrets = new Map<string, string>();
  return {
    dataDir,
    mcp: store.mcp,
    secrets,
    open: (bytes: Buffer) =>
      openImport(bytes, { dataDir, platform: 'linux' }, importContext(store.mcp, {}, { inputs })),
    take: (opened: ReturnType<typeof openImport>, replace = false) =>
      takeImport(opened, {
        servers: store.mcp,
        setSecret: async (name, value) => void secrets.set(name, value),
        now: () => 1,
        replace,
      }),
  };
}

test('a bundle is unpacked by its digest when it is taken, and its program can be started from there', async () => {
  const { dataDir, mcp, secrets, open, take } = world({ key: ['k-1'] });
  const bytes = writeZip(bundle, Buffer.from('MCPB_SIG_V1 a signature that was appended MCPB_SIG_END'));
  const opened = open(bytes);
  expect(existsSync(join(dataDir, 'mcp-bundles'))).toBe(false);
  const [server] = await take(opened);
  const definition = server?.definition;
  if (definition?.transport !== 'stdio') throw new Error('it is no program');
  expect(definition).toMatchObject({ name: 'echo', title: 'echo 1.0.0', secretEnv: { KEY: 'MCP_ECHO_KEY' } });
  expect(mcp.get('echo')).toMatchObject({ origin: 'MCP bundle', approved: null, pins: null });
  expect([...secrets]).toEqual([['MCP_ECHO_KEY', 'k-1']]);
  const folder = definition.cwd ?? '';
  expect(folder.startsWith(join(dataDir, 'mcp-bundles'))).toBe(true);
  expect(readFileSync(join(folder, 'a b', 'ä.txt'), 'utf8')).toBe('Grüße\n');
  expect(statSync(join(folder, 'a b', 'ä.txt')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'node_modules/@a/b/.bin/x')).mode & 0o777).toBe(0o700);
  expect(spawnSync(definition.command, definition.args, { encoding: 'utf8' }).stdout).toBe('Grüße\n');
  await take(open(bytes), true);
  // The folder, and the list of its files.
  expect(readdirSync(join(dataDir, 'mcp-bundles'))).toHaveLength(2);
});

test('an archive that another program has written is taken', async () => {
  const folder = tempFolder();
  const archive = join(folder, 'x.mcpb');
  mkdirSync(join(folder, 'server'));
  writeFileSync(join(folder, 'manifest.json'), manifest.content);
  writeFileSync(join(folder, 'server', 'run'), 'x'.repeat(100_000));
  const made = spawnSync('python3', ['-m', 'zipfile', '-c', archive, 'manifest.json', 'server/'], { cwd: folder });
  expect(made.status).toBe(0);
  const { open, take } = world({ key: ['k'] });
  const [server] = await take(open(readFileSync(archive)));
  expect(statSync(server?.definition.transport === 'stdio' ? server.definition.command : '').size).toBe(100_000);
});

const hostile: readonly [what: string, files: readonly WrittenFile[], said: string][] = [
  ['a path upwards', [{ path: '../x', content: 'x' }], 'would be unpacked elsewhere'],
  ['a path upwards within', [{ path: 'a/../../x', content: 'x' }], 'would be unpacked elsewhere'],
  ['an absolute path', [{ path: '/etc/x', content: 'x' }], 'would be unpacked elsewhere'],
  ['a path of another system', [{ path: 'a\\..\\..\\x', content: 'x' }], 'would be unpacked elsewhere'],
  ['a drive', [{ path: 'C:/x', content: 'x' }], 'would be unpacked elsewhere'],
  ['a name with a zero byte', [{ path: 'a\0b', content: 'x' }], 'would be unpacked elsewhere'],
  ['a symbolic link', [{ path: 'a', content: '/etc/passwd', mode: 0o120777 }], 'is no regular file'],
  ['a device', [{ path: 'a', content: '', mode: 0o020644 }], 'is no regular file'],
  [
    'one name twice',
    [
      { path: 'a', content: 'x' },
      { path: 'a', content: 'y' },
    ],
    'stands twice',
  ],
  [
    'one name in two cases',
    [
      { path: 'A/b', content: 'x' },
      { path: 'a/B', content: 'y' },
    ],
    'stands twice',
  ],
  [
    'a file below a file',
    [
      { path: 'a', content: 'x' },
      { path: 'a/b', content: 'y' },
    ],
    'stands twice',
  ],
  [
    'a folder where a file is',
    [
      { path: 'a/b', content: 'x' },
      { path: 'a', content: 'y' },
    ],
    'stands twice',
  ],
  ['an encrypted file', [{ path: 'a', content: 'x', flags: 1 }], 'is encrypted'],
  ['too large a file', [{ path: 'a', content: 'x', says: 200 * 1024 ** 2 }], 'unpacks to too much'],
  [
    'too much in all',
    Array.from({ length: 6 }, (_, at) => ({ path: `${at}`, content: 'x', says: 100 * 1024 ** 2 })),
    'unpacks to too much',
  ],
];

test.each(hostile)('a bundle with %s is refused, and nothing is left', (_, files, said) => {
  const { dataDir, open } = world();
  expect(() => open(writeZip([manifest, ...files]))).toThrow(
    expect.objectContaining({ code: 'mcp.import-bundle', message: expect.stringContaining(said) }),
  );
  expect(existsSync(join(dataDir, 'mcp-bundles'))).toBe(false);
});

test.each<[what: string, file: WrittenFile]>([
  ['unpacks to more than it says', { path: 'a', content: Buffer.alloc(10_000_000), says: 1000 }],
  ['unpacks to less than it says', { path: 'a', content: 'x', says: 1000 }],
  ['is not what it was', { path: 'a', content: 'x', crc: 1 }],
])('a bundle with a file that %s is not taken, and nothing is left', (_, file) => {
  const { dataDir, mcp, secrets, open } = world({ key: ['k'] });
  expect(() => open(writeZip([manifest, file]))).toThrow(withCode('mcp.import-bundle'));
  expect(existsSync(join(dataDir, 'mcp-bundles'))).toBe(false);
  expect([mcp.list(), secrets.size]).toEqual([[], 0]);
});

test('what is no bundle, no text or cut off is refused', () => {
  const { open } = world();
  const refused = withCode('mcp.import-bundle');
  expect(() => open(writeZip([]))).toThrow(refused);
  expect(() => open(writeZip([{ path: 'manifest.json', content: '[]' }]))).toThrow(refused);
  expect(() => open(writeZip(bundle).subarray(0, -30))).toThrow(refused);
  expect(() => open(Buffer.from('PK'))).toThrow(refused);
  expect(() => open(Buffer.from([0xff, 0xfe, 0x00]))).toThrow(withCode('mcp.import-format'));
});

test('a server that is there is replaced only when that is asked for; nothing else is taken then', async () => {
  const { mcp, secrets, open, take } = world();
  const before = mcp.put(serverDefinition.parse({ transport: 'stdio', name: 'a', command: 'old' }), 'typed', 1);
  const file = Buffer.from(
    JSON.stringify({ mcpServers: { b: { command: 'x', env: { KEY: 'v' } }, a: { command: 'new' } } }),
  );
  await expect(take(open(file))).rejects.toThrow(
    expect.objectContaining({ code: 'mcp.exists', details: { servers: ['a'] } }),
  );
  expect([mcp.list(), secrets.size]).toEqual([[before], 0]);
  await take(open(file), true);
  expect(mcp.list().map(({ definition, origin }) => [definition.name, origin])).toEqual([
    ['a', 'mcpServers'],
    ['b', 'mcpServers'],
  ]);
  await take(open(file), true);
  expect([...secrets.keys()]).toEqual(['MCP_B_KEY']);
});

function withCode(code: string) {
  return expect.objectContaining({ code });
}
