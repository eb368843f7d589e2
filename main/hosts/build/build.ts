import { chmodSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));

// The entry has no hashbang of its own. Bundled CommonJS packages ask for Node's modules through `require`, which an ES module has not.
const BANNER =
  "#!/usr/bin/env node\nimport { createRequire as opsroomCreateRequire } from 'node:module';\nconst require = opsroomCreateRequire(import.meta.url);";

// Worker files stand beside the bundle under their own name.
const workerUrls: Plugin = {
  name: 'worker-urls',
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /[\\/]main[\\/].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return {
        loader: 'ts',
        contents: text.replaceAll(
          /new URL\('\.\/([a-z0-9-]+)\.ts', import\.meta\.url\)/g,
          "new URL('./$1.js', import.meta.url)",
        ),
      };
    });
  },
};

rmSync(`${root}/out/cli`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { opsroom: 'main/hosts/cli/opsroom.ts', 'sqlite-worker': 'main/tools/sql/sqlite-worker.ts' },
  outdir: 'out/cli',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.18',
  external: ['better-sqlite3', 'node-pty', '@napi-rs/keyring', 'pg-native'],
  sourcemap: true,
  banner: { js: BANNER },
  plugins: [workerUrls],
  logLevel: 'info',
});
chmodSync(`${root}/out/cli/opsroom.js`, 0o755);
