import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasTool } from '#test/helpers/has-tool.ts';
import { PRINTS, ProofDesk } from './proof-desk.ts';

// The commands that VERIFY.md names, on a bundle that the command line made, as a stranger would run them.

/** A bundle, unpacked, and a shell in its folder; the keys are beside it. */
async function unpacked(): Promise<{ readonly folder: string; readonly sh: (command: string) => number | null }> {
  const desk = new ProofDesk();
  desk.write('plan.yaml', PRINTS);
  await desk.run(['run', 'plan.yaml', '--bundle', 'one.zip']);
  await desk.run(['identity', 'export', '-o', 'signer.pem']);
  await desk.run(['identity', 'export', '--form', 'allowed-signers', '-o', 'allowed_signers']);
  const folder = desk.unzip('one.zip', 'unpacked');
  return { folder, sh: (command) => spawnSync('sh', ['-c', command], { cwd: folder }).status };
}

const SSH =
  'ssh-keygen -Y verify -f ../allowed_signers -I ops-control-room -n ops-control-room.proof -s SHA256SUMS.sig < SHA256SUMS';
const OPENSSL = 'openssl pkeyutl -verify -pubin -inkey ../signer.pem -rawin -in ../pae.bin -sigfile ../sig.bin';

const IN_TOTO = 'in-toto-verify -l in-toto/root.layout -k in-toto/owner.pub -t ed25519 --link-dir in-toto';

/** What jq and base64 do in VERIFY.md: takes the signed bytes and the signature out of the root attestation. */
function takeApart(folder: string): void {
  const root = JSON.parse(readFileSync(join(folder, 'attestations/run.dsse.json'), 'utf8')) as {
    payload: string;
    signatures: readonly { sig: string }[];
  };
  const payload = Buffer.from(root.payload, 'base64');
  const type = 'application/vnd.in-toto+json';
  const prefix = Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `);
  writeFileSync(join(folder, '../pae.bin'), Buffer.concat([prefix, payload]));
  writeFileSync(join(folder, '../sig.bin'), Buffer.from(root.signatures[0]?.sig ?? '', 'base64'));
}

describe('tools that are not ours', () => {
  test('sha256sum accepts the files, and not a changed one', async () => {
    const { folder, sh } = await unpacked();
    expect(sh('sha256sum -c SHA256SUMS --quiet --strict')).toBe(0);
    appendFileSync(join(folder, 'report.html'), ' ');
    expect(sh('sha256sum -c SHA256SUMS --quiet --strict')).not.toBe(0);
  });

  test.skipIf(!hasTool('ssh-keygen'))(
    'ssh-keygen accepts the signature of the sums, and not of changed sums',
    async () => {
      const { folder, sh } = await unpacked();
      expect(sh(SSH)).toBe(0);
      const sums = join(folder, 'SHA256SUMS');
      writeFileSync(
        sums,
        readFileSync(sums, 'utf8').replace(/^[0-9a-f]/, (digit) => (digit === '0' ? '1' : '0')),
      );
      expect(sh(SSH)).not.toBe(0);
    },
  );

  test.skipIf(!hasTool('openssl'))('openssl accepts the root attestation, and not another one', async () => {
    const { folder, sh } = await unpacked();
    takeApart(folder);
    expect(sh(OPENSSL)).toBe(0);
    const root = join(folder, 'attestations/run.dsse.json');
    const envelope = JSON.parse(readFileSync(root, 'utf8')) as { payload: string };
    const payload = Buffer.from(envelope.payload, 'base64').toString('utf8').replace('prints', 'Prints');
    writeFileSync(root, JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') }));
    takeApart(folder);
    expect(sh(OPENSSL)).not.toBe(0);
  });

  test.skipIf(!hasTool('in-toto-verify'))(
    'in-toto-verify accepts a bundle with a layout, and not one with a changed record',
    async () => {
      const desk = new ProofDesk();
      desk.write('plan.yaml', PRINTS);
      await desk.run(['run', 'plan.yaml']);
      expect((await desk.run(['export', 'R-1', '--in-toto', '-o', 'one.zip'])).code).toBe(0);
      expect((await desk.run(['verify', 'one.zip'])).code).toBe(0);
      const verify = (folder: string): number | null => spawnSync('sh', ['-c', IN_TOTO], { cwd: folder }).status;
      expect(verify(desk.unzip('one.zip', 'good'))).toBe(0);
      const changed = desk.unzip('one.zip', 'changed');
      appendFileSync(join(changed, 'steps/0001-print/record.json'), ' ');
      expect(verify(changed)).not.toBe(0);
    },
  );
});
