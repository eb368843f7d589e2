import { chmodSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as buildDesktop } from 'electron-vite';
import { type BuildOptions, build } from 'esbuild';

// Usage: build.ts [--cli] [--quiet] [FOLDER]. Builds the command line and the verifier, and, unless `--cli` is given, the desktop app with
// its page. FOLDER, for the command line alone: where it goes instead of out/.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const args = process.argv.slice(2);
const isQuiet = args.includes('--quiet');
const [folder] = args.filter((arg) => !arg.startsWith('--'));
const out = resolve(folder ?? join(root, 'out'));

const HASHBANG = '#!/usr/bin/env node';
// The entry has no hashbang of its own. Bundled CommonJS packages ask for Node's modules through `require`, which an ES
// module has not.
const BANNER = `${HASHBANG}\nimport { createRequire as opsroomCreateRequire } from 'node:module';\nconst require = opsroomCreateRequire(import.meta.url);`;

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.18',
  logLevel: isQuiet ? 'warning' : 'info',
} as const satisfies BuildOptions;

rmSync(`${out}/cli`, { recursive: true, force: true });
await build({
  ...COMMON,
  entryPoints: {
    opsroom: 'main/hosts/cli/opsroom.ts',
    'sqlite-worker': 'main/tools/sql/sqlite-worker.ts',
    'background-worker': 'main/hosts/background/background-worker.ts',
  },
  outdir: `${out}/cli`,
  // What only some commands need is a file of its own, and loaded by them alone.
  splitting: true,
  chunkNames: 'part-[hash]',
  external: ['better-sqlite3', 'node-pty', '@napi-rs/keyring', 'pg-native'],
  sourcemap: true,
  banner: { js: BANNER },
});
chmodSync(`${out}/cli/opsroom.js`, 0o755);

// One file that is handed to whoever verifies: no package, no source map beside it.
const verifier = `${out}/verify/opsroom-verify.mjs`;
rmSync(`${out}/verify`, { recursive: true, force: true });
await build({
  ...COMMON,
  entryPoints: ['main/proof/verify/opsroom-verify.ts'],
  outfile: verifier,
  banner: { js: HASHBANG },
});
chmodSync(verifier, 0o755);

if (!args.includes('--cli') && folder === undefined) await buildDesktop({ root, logLevel: 'warn' });
