import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { RegisteredServer } from '#main/engine/ports/mcp.ts';
import { importContext } from '#main/hosts/mcp-import/import-context.ts';
import { openImport } from '#main/hosts/mcp-import/open-import.ts';
import { takeImport } from '#main/hosts/mcp-import/take-import.ts';
import { connect } from '#main/tools/mcp/connect.ts';
import { clientOptions, parts } from '#test/helpers/mcp/clients.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { openStoreAt } from '#test/integration/store/open-world.ts';
import { writeZip } from './zip-writer.ts';

const PROGRAM = fileURLToPath(new URL('../../../helpers/mcp/rough-server.ts', import.meta.url));
const MANIFEST = {
  manifest_version: '0.3',
  name: 'rough',
  version: '1.0.0',
  server: {
    type: 'node',
    entry_point: 'server/main.mts',
    mcp_config: { command: process.execPath, args: ['${__dirname}/server/main.mts'] },
  },
};
const BYTES = writeZip([
  { path: 'manifest.json', content: JSON.stringify(MANIFEST) },
  { path: 'server/main.mts', content: readFileSync(PROGRAM, 'utf8') },
  { path: 'server/lib/data.txt', content: 'as it was' },
]);

function world() {
  const dataDir = tempFolder();
  const { mcp } = openStoreAt(dataDir);
  const open = () => openImport(BYTES, { dataDir, platform: 'linux' }, importContext(mcp, {}));
  const take = async (): Promise<RegisteredServer> => {
    const options = { servers: mcp, setSecret: () => Promise.resolve(), now: () => 1, replace: true };
    const [server] = await takeImport(open(), options);
    if (server === undefined) throw new Error('nothing was taken');
    return server;
  };
  return { dataDir, take };
}

async function start(server: RegisteredServer): Promise<void> {
  const connection = await connect(parts(), { ...clientOptions(), server, pinnedProtocol: null });
  await connection.close();
}

function folderOf({ definition }: RegisteredServer): string {
  if (definition.transport !== 'stdio' || definition.bundle === undefined) throw new Error('it is no bundle');
  return definition.bundle.folder;
}

const DATA = 'server/lib/data.txt';
const LIST = 'the list of the files';

it.each<[what: string, change: (folder: string) => void, said: string]>([
  ['changed', (folder) => writeFileSync(join(folder, DATA), 'as it was not'), `${DATA} of its bundle was changed`],
  ['removed', (folder) => rmSync(join(folder, DATA)), `${DATA} of its bundle is gone`],
  [
    'a folder less',
    (folder) => rmSync(dirname(join(folder, DATA)), { recursive: true }),
    `${DATA} of its bundle is gone`,
  ],
  [
    'led elsewhere',
    (folder) => {
      const elsewhere = join(tempFolder(), 'same');
      writeFileSync(elsewhere, 'as it was');
      rmSync(join(folder, DATA));
      symlinkSync(elsewhere, join(folder, DATA));
    },
    `${DATA} of its bundle was changed`,
  ],
  ['told otherwise', (folder) => writeFileSync(`${folder}.files.json`, '{}'), `${LIST} of its bundle was changed`],
  ['told no more', (folder) => rmSync(`${folder}.files.json`), `${LIST} of its bundle is gone`],
])('a bundle is not started with a file %s, and imported again it is whole', async (_, change, said) => {
  const { dataDir, take } = world();
  const server = await take();
  await start(server);
  const folder = folderOf(server);
  change(folder);
  await expect(start(server)).rejects.toMatchObject({
    code: 'mcp.bundle-changed',
    message: `rough is not started: ${said}`,
    hint: expect.stringContaining('import the bundle again') as string,
  });
  expect((await take()).digest).toBe(server.digest);
  await start(server);
  expect(readdirSync(join(dataDir, 'mcp-bundles'))).toHaveLength(2);
});

it('a bundle keeps what its program wrote into its folder', async () => {
  const { take } = world();
  const server = await take();
  const kept = join(folderOf(server), 'cache.txt');
  writeFileSync(kept, 'kept');
  await start(server);
  await take();
  expect(readFileSync(kept, 'utf8')).toBe('kept');
});
