import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Measurement } from './figures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles every variant as the product is bundled: what is measured is what users run. */
export async function bundleVariants(): Promise<void> {
  const folder = join(root, 'test/bench/variants');
  await build({
    entryPoints: [
      ...readdirSync(folder).map((name) => join(folder, name)),
      join(root, 'main/tools/sql/sqlite-worker.ts'),
    ],
    outdir: join(root, 'out/bench'),
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.18',
    external: ['@playwright/test', 'better-sqlite3', 'node-pty', '@napi-rs/keyring', 'pg-native'],
    banner: {
      js: "import { createRequire as benchCreateRequire } from 'node:module';\nconst require = benchCreateRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}

/** Runs a bundled variant in a process and a folder of its own, and takes the JSON of its last line. */
export async function measure(name: string, args: readonly string[]): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'opsroom-bench-'));
  const script = join(root, `out/bench/${name}.js`);
  try {
    const child = spawn(process.execPath, [script, folder, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // The built product: a bundled variant does not stand where its source does.
      env: { OPSROOM_TEST_APP: root, ...process.env },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(`${name} ended with ${String(code)}`);
    return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Measurement;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
