import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FILES } from '#main/proof/format/names.ts';
import { exportPublicKey } from '#main/proof/sign/identity.ts';
import { exported, pack, SIGNER, unpack } from '#test/conformance/proof/bundle-kit.ts';
import { sampleSource } from '#test/conformance/proof/sample-run.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const ENTRY = 'main/proof/verify/opsroom-verify.ts';

/** The verifier as one file, in a folder that has nothing else. */
function built(): { readonly folder: string; readonly script: string } {
  const folder = tempFolder();
  const script = join(folder, 'opsroom-verify.mjs');
  const esbuild = join(dirname(createRequire(import.meta.url).resolve('esbuild/package.json')), 'bin/esbuild');
  const options = ['--bundle', '--platform=node', '--format=esm', '--target=node20.18', '--log-level=error'];
  execFileSync(esbuild, [ENTRY, ...options, `--outfile=${script}`]);
  return { folder, script };
}

describe('opsroom-verify.mjs', () => {
  it('is one small file that needs no package and says by its exit code what it found', async () => {
    const { folder, script } = built();
    expect(statSync(script).size).toBeLessThan(300_000);
    for (const [, name] of readFileSync(script, 'utf8').matchAll(/^import .* from "([^"]+)";$/gm))
      expect(name).toMatch(/^node:/);
    cpSync(await exported(folder, sampleSource()), join(folder, 'x.zip'));
    writeFileSync(join(folder, 'key.pem'), exportPublicKey(SIGNER.publicKey, 'pem'));
    writeFileSync(join(folder, 'signers'), exportPublicKey(SIGNER.publicKey, 'allowed-signers'));
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8', env: {} });
    const good = run('x.zip', '--key', 'key.pem');
    expect(good.stdout).toContain('VALID: nothing was changed');
    expect(good.status).toBe(0);
    expect(run('x.zip', '--allowed-signers', 'signers').status).toBe(0);
    const untrusted = run('x.zip');
    expect(untrusted.stdout).toContain('SIGNER NOT TRUSTED');
    expect(untrusted.status).toBe(1);
    const json = JSON.parse(run('x.zip', '--key', 'key.pem', '--json').stdout) as { outcome: string; level: string };
    expect(json).toMatchObject({ outcome: 'valid', level: 'L1' });
    const files = await unpack(join(folder, 'x.zip'));
    files.set(FILES.report, Buffer.from('<p>all good</p>'));
    const bad = run(await pack(folder, files), '--key', 'key.pem');
    expect(bad.stdout).toMatch(/^file\.changed {2}report\.html: /m);
    expect(bad.stdout).toContain('INVALID');
    expect(bad.status).toBe(1);
    expect(run('absent.zip').status).toBe(2);
    expect(run().status).toBe(2);
    expect(run('x.zip', '--key', 'signers').status).toBe(2);
    expect(run('--help').stdout).toContain('--allowed-signers');
  });
});
