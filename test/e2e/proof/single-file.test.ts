import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { PRINTS, ProofDesk } from './proof-desk.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Every Node on this machine that the verifier must run on: the one of the tests, and those of PATH. */
function nodes(): readonly string[] {
  const found = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  const isFitting = (node: string): boolean => {
    const { status, stdout } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    return status === 0 && Number(stdout.split('.')[0]) >= 20;
  };
  return [process.execPath, ...new Set(found.filter((node) => node !== process.execPath && isFitting(node)))];
}

test('the built verifier is one file that checks what the command line exported, on every Node that is here', async () => {
  const out = join(tempFolder(), 'out');
  execFileSync(process.execPath, ['main/hosts/build/build.ts', out], { cwd: ROOT, stdio: 'pipe' });
  const desk = new ProofDesk();
  desk.write('plan.yaml', PRINTS);
  await desk.run(['run', 'plan.yaml', '--bundle', 'one.zip']);
  await desk.run(['identity', 'export', '-o', 'key.pem']);
  const alone = join(tempFolder(), 'alone');
  mkdirSync(alone);
  const script = join(alone, 'opsroom-verify.mjs');
  copyFileSync(join(out, 'verify/opsroom-verify.mjs'), script);
  const bytes = readFileSync(desk.path('one.zip'));
  bytes.write('hello WORLD', bytes.lastIndexOf('hello world'));
  writeFileSync(desk.path('bad.zip'), bytes);
  for (const node of nodes()) {
    const verify = (...args: readonly string[]) =>
      spawnSync(node, [script, ...args], { cwd: desk.work, env: {}, encoding: 'utf8' });
    const good = verify('one.zip', '--key', 'key.pem');
    expect(good.stderr, node).toBe('');
    expect(good.stdout, node).toContain('VALID: nothing was changed, and you trust the signer');
    expect(good.status, node).toBe(0);
    expect(verify('one.zip').status, node).toBe(1);
    const bad = verify('bad.zip', '--key', 'key.pem');
    expect(bad.stdout, node).toMatch(/^\S+\.\S+ {2}steps\/0001-print\/stdout/m);
    expect(bad.status, node).toBe(1);
  }
});
