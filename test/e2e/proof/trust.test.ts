import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasTool } from '#test/helpers/has-tool.ts';
import { PRINTS, ProofDesk } from './proof-desk.ts';

async function exported(environment: Readonly<Record<string, string>> = {}): Promise<ProofDesk> {
  const desk = new ProofDesk(environment);
  desk.write('plan.yaml', PRINTS);
  await desk.run(['run', 'plan.yaml', '--bundle', 'one.zip']);
  return desk;
}

describe('verify', () => {
  test('needs no data folder; who signed counts only when somebody trusted says so', async () => {
    const desk = await exported();
    const bundle = desk.path('one.zip');
    const other = new ProofDesk();
    const untrusted = await other.report([bundle]);
    expect(untrusted).toMatchObject({
      code: 1,
      report: { outcome: 'signed-not-trusted', signer: { trustedAs: null } },
    });
    expect((await other.run(['verify', bundle])).stdout).toContain('SIGNATURE VALID, SIGNER NOT TRUSTED');
    for (const [form, flag] of [
      ['pem', '--key'],
      ['ssh', '--key'],
      ['allowed-signers', '--allowed-signers'],
    ] as const) {
      await desk.run(['identity', 'export', '--form', form, '-o', `key.${form}`]);
      const trusted = await other.report([bundle, flag, desk.path(`key.${form}`)]);
      expect(trusted, form).toMatchObject({ code: 0, report: { outcome: 'valid' } });
    }
    const own = other.write('stranger.pub', '');
    await other.run(['identity', 'export', '--form', 'ssh', '-o', own]);
    expect((await other.run(['verify', bundle, '--key', own])).code).toBe(1);
    expect((await other.run(['verify', bundle, '--key', desk.path('plan.yaml')])).code).toBe(2);
    expect((await other.run(['verify', bundle, '--key', 'none.pem'])).code).toBe(2);
    expect((await other.run(['verify', 'none.zip'])).code).toBe(2);
  });

  test('says what does not hold: the file, and the rule', async () => {
    const desk = await exported();
    const bytes = readFileSync(desk.path('one.zip'));
    const at = bytes.lastIndexOf('hello world');
    bytes.write('hello WORLD', at);
    writeFileSync(desk.path('bad.zip'), bytes);
    const { code, report } = await desk.report(['bad.zip']);
    expect(code).toBe(1);
    expect(report.outcome).toBe('invalid');
    expect(report.failures.map(({ file }) => file).join(' ')).toMatch(/stdout\.(?:log|cast)/);
    const text = (await desk.run(['verify', 'bad.zip'])).stdout;
    expect(text).toMatch(/^\S+\.\S+ {2}steps\/0001-print\/stdout/m);
    expect(text).toContain('INVALID');
    desk.write('no.zip', 'not a zip at all');
    expect(await desk.report(['no.zip'])).toMatchObject({ code: 1, report: { outcome: 'invalid' } });
  });
});

describe('identity', () => {
  test('is made at the first use, shown as ssh-keygen shows it, and kept by a passphrase', async () => {
    const desk = new ProofDesk({ OPSROOM_PASSPHRASE: 'correct horse' });
    expect((await desk.document(['identity', 'show'])).document.identity).toBeNull();
    const line = (await desk.run(['identity', 'export', '--form', 'ssh', '-o', 'key.pub'])).stdout;
    expect(line).toBe('key.pub\n');
    const { document, stderr } = await desk.document(['identity', 'show']);
    expect(document.identity?.protection).toEqual({ kind: 'passphrase', isProtected: true });
    expect(stderr).not.toContain('unprotected');
    if (hasTool('ssh-keygen')) {
      const printed = spawnSync('ssh-keygen', ['-lf', desk.path('key.pub')], { encoding: 'utf8' }).stdout;
      expect(printed).toContain(` ${document.identity?.fingerprint} `);
    }

    desk.write('plan.yaml', PRINTS);
    await desk.run(['run', 'plan.yaml']);
    expect((await desk.run(['export', 'R-1', '-o', 'a.zip'])).code).toBe(0);
    const wrong = await desk.run(['--data-dir', desk.data, 'export', 'R-1', '-o', 'b.zip']);
    expect(wrong.code).toBe(0);
    const stranger = new ProofDesk({ OPSROOM_PASSPHRASE: 'wrong' });
    const locked = await stranger.document(['--data-dir', desk.data, 'export', 'R-1', '-o', 'c.zip']);
    expect(locked).toMatchObject({ code: 2, document: { error: { code: 'identity.locked' } } });
    const silent = await new ProofDesk().document(['--data-dir', desk.data, 'export', 'R-1', '-o', 'c.zip']);
    expect(silent).toMatchObject({ code: 2, document: { error: { code: 'identity.locked' } } });
    expect(readFileSync(join(desk.data, 'opsroom.log'), 'utf8')).not.toContain('correct horse');
  });

  test('rotates: the new key is signed by the old one, and old bundles stay valid', async () => {
    const desk = await exported();
    const before = (await desk.document(['identity', 'show'])).document.identity;
    const secured = new ProofDesk({ OPSROOM_PASSPHRASE: 'correct horse' });
    const rotated = await secured.document([
      '--data-dir',
      desk.data,
      'identity',
      'rotate',
      '--reason',
      'was unprotected',
    ]);
    expect(rotated.code).toBe(0);
    expect(rotated.document.identity).toMatchObject({
      protection: { kind: 'passphrase' },
      retired: [{ fingerprint: before?.fingerprint }],
    });
    expect(rotated.document.identity?.fingerprint).not.toBe(before?.fingerprint);
    expect((await desk.run(['identity', 'show'])).stdout).toContain('was unprotected');
    expect((await desk.report(['one.zip'])).report.outcome).toBe('valid');
    await secured.run(['--data-dir', desk.data, 'export', 'R-1', '-o', desk.path('two.zip')]);
    expect((await desk.report(['two.zip'])).report).toMatchObject({
      outcome: 'valid',
      signer: { fingerprint: rotated.document.identity?.fingerprint, protection: 'passphrase' },
    });
    expect((await new ProofDesk().run(['identity', 'rotate'])).code).toBe(2);
  });

  test('trusts keys by file, line or fingerprint, until they are removed', async () => {
    const desk = await exported();
    const { identity } = (await desk.document(['identity', 'show'])).document;
    const fingerprint = identity?.fingerprint ?? '';
    const line = (await desk.run(['identity', 'export', '--form', 'ssh'])).stdout.trim();
    await desk.run(['identity', 'export', '-o', 'key.pem']);
    for (const key of [desk.path('key.pem'), line, fingerprint]) {
      const other = new ProofDesk();
      expect((await other.run(['identity', 'trust', 'add', key, '--name', 'ann at north'])).code).toBe(0);
      expect((await other.document(['identity', 'trust', 'list'])).document.trusted).toMatchObject([
        { fingerprint, name: 'ann at north' },
      ]);
      const { code, report } = await other.report([desk.path('one.zip')]);
      expect(code).toBe(0);
      expect(report.signer?.trustedAs).toBe('ann at north');
      expect((await other.run(['identity', 'trust', 'rm', fingerprint])).code).toBe(0);
      expect((await other.run(['identity', 'trust', 'rm', fingerprint])).code).toBe(2);
      expect((await other.report([desk.path('one.zip')])).report.outcome).toBe('signed-not-trusted');
    }
    for (const wrong of ['nonsense', 'SHA256:short']) {
      expect((await desk.run(['identity', 'trust', 'add', wrong, '--name', 'x'])).code).toBe(2);
    }
  });
});
