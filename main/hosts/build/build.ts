import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));

// The entry has no hashbang of its own. Bundled CommonJS packages ask for Node's modules through `require`, which an ES
// module has not.
const BANNER =
  "#!/usr/bin/env node\nimport { createRequire as opsroomCreateRequire } from 'node:module';\nconst require = opsroomCreateRequire(import.meta.url);";

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
  logLevel: 'info',
});
chmodSync(`${root}/out/cli/opsroom.js`, 0o755);
