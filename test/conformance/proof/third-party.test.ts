import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { describe, expect, it } from 'vitest';
import { preAuthEncoding } from '#main/proof/format/dsse.ts';
import { FILES, PAYLOAD_TYPE, SSH_NAMESPACE, SSH_PRINCIPAL } from '#main/proof/format/names.ts';
import { exportPublicKey } from '#main/proof/sign/identity.ts';
import { hasTool } from '#test/helpers/has-tool.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import { OTHER } from './attack.ts';
import { bytesAt, exported, type Files, type Loose, reseal, SIGNER, unpack } from './bundle-kit.ts';
import { sampleSource } from './sample-run.ts';

/** A trusted root that trusts nobody keeps cosign from looking for one on the network. */
const EMPTY_ROOT = {
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [],
  certificateAuthorities: [],
  ctlogs: [],
  timestampAuthorities: [],
};

// Verifiers that are not ours must accept what we sign, and notice what was changed.

let folder: string;
let files: Files;

async function unpacked(change: (files: Files) => void = () => {}): Promise<void> {
  folder = join(tempFolder(), 'bundle');
  mkdirSync(folder);
  files = await unpack(await exported(dirname(folder), sampleSource()));
  change(files);
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** Exit code of a command in the unpacked bundle. */
function run(command: string, args: readonly string[], input?: Buffer): number | null {
  return spawnSync(command, args, { cwd: folder, ...(input === undefined ? {} : { input }) }).status;
}

const editLog = (changed: Files): void =>
  void changed.set('steps/0001-backup/stdout.log', Buffer.from('all is well\n'));

describe('sha256sum -c', () => {
  it('accepts a bundle and rejects a changed file', async () => {
    await unpacked();
    expect(run('sha256sum', ['-c', FILES.sums, '--quiet', '--strict'])).toBe(0);
    await unpacked(editLog);
    expect(run('sha256sum', ['-c', FILES.sums, '--quiet', '--strict'])).not.toBe(0);
  });
});

describe.skipIf(!hasTool('ssh-keygen'))('ssh-keygen', () => {
  const verifySums = (signer = SIGNER): number | null => {
    const signers = join(dirname(folder), 'allowed_signers');
    writeFileSync(signers, exportPublicKey(signer.publicKey, 'allowed-signers'));
    const args = ['-Y', 'verify', '-f', signers, '-I', SSH_PRINCIPAL, '-n', SSH_NAMESPACE, '-s', FILES.sumsSignature];
    return run('ssh-keygen', args, bytesAt(files, FILES.sums));
  };

  it('accepts the signature of the sums under the right key only, and rejects changed sums', async () => {
    await unpacked();
    expect(verifySums()).toBe(0);
    expect(verifySums(OTHER)).not.toBe(0);
    await unpacked(
      (changed) => void changed.set(FILES.sums, Buffer.concat([bytesAt(changed, FILES.sums), Buffer.from('\n')])),
    );
    expect(verifySums()).not.toBe(0);
    await unpacked((changed) => reseal(changed, { signer: OTHER }));
    expect(verifySums()).not.toBe(0);
  });

  it('prints the fingerprint that the bundle names as its key id', async () => {
    await unpacked();
    const printed = execFileSync('ssh-keygen', ['-lf', FILES.publicSsh], { cwd: folder, encoding: 'utf8' });
    expect(printed).toContain(SIGNER.fingerprint);
    const root: Loose = JSON.parse(bytesAt(files, FILES.root).toString('utf8'));
    expect(root.signatures[0].keyid).toBe(SIGNER.fingerprint);
  });
});

describe.skipIf(!hasTool('openssl'))('openssl pkeyutl', () => {
  const verifyRoot = (): number | null => {
    const root: Loose = JSON.parse(bytesAt(files, FILES.root).toString('utf8'));
    const beside = dirname(folder);
    writeFileSync(join(beside, 'pae.bin'), preAuthEncoding(PAYLOAD_TYPE, Buffer.from(root.payload, 'base64')));
    writeFileSync(join(beside, 'sig.bin'), Buffer.from(root.signatures[0].sig, 'base64'));
    writeFileSync(join(beside, 'key.pem'), exportPublicKey(SIGNER.publicKey, 'pem'));
    const inputs = ['-in', '../pae.bin', '-sigfile', '../sig.bin'];
    return run('openssl', ['pkeyutl', '-verify', '-pubin', '-inkey', '../key.pem', '-rawin', ...inputs]);
  };

  it('accepts the root attestation and rejects another payload and another key', async () => {
    await unpacked();
    expect(verifyRoot()).toBe(0);
    await unpacked((changed) => {
      const root: Loose = JSON.parse(bytesAt(changed, FILES.root).toString('utf8'));
      const payload = Buffer.from(root.payload, 'base64').toString('utf8').replace('staging', 'STAGING');
      changed.set(
        FILES.root,
        Buffer.from(JSON.stringify({ ...root, payload: Buffer.from(payload).toString('base64') })),
      );
    });
    expect(verifyRoot()).not.toBe(0);
    await unpacked((changed) => reseal(changed, { signer: OTHER }));
    expect(verifyRoot()).not.toBe(0);
  });
});

describe.skipIf(!hasTool('cosign'))('cosign', () => {
  const verify = (): number | null => {
    writeFileSync(join(folder, '../key.pem'), exportPublicKey(SIGNER.publicKey, 'pem'));
    writeFileSync(join(folder, '../root.json'), JSON.stringify(EMPTY_ROOT));
    const key = ['--key', '../key.pem', '--bundle', FILES.rootBundle, '--new-bundle-format'];
    const offline = ['--trusted-root', '../root.json', '--insecure-ignore-tlog=true'];
    const type = ['--type', 'https://slsa.dev/provenance/v1'];
    return run('cosign', ['verify-blob-attestation', ...key, ...offline, ...type, FILES.sums]);
  };

  it('accepts the root attestation over the sums, and not over changed sums', async () => {
    await unpacked();
    expect(verify()).toBe(0);
    await unpacked(
      (changed) => void changed.set(FILES.sums, Buffer.concat([bytesAt(changed, FILES.sums), Buffer.from('\n')])),
    );
    expect(verify()).not.toBe(0);
  });
});

describe('@sigstore/verify', () => {
  const verifyFile = (path: string): unknown => {
    const key = createPublicKey(exportPublicKey(SIGNER.publicKey, 'pem'));
    const mediaType = 'application/vnd.dev.sigstore.trustedroot+json;version=0.1';
    const nothing = { mediaType, certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
    const find = (hint: string) => {
      if (hint !== SIGNER.fingerprint) throw new Error(`unknown key ${hint}`);
      return { publicKey: key, validFor: () => true };
    };
    const trust = toTrustMaterial(nothing, find);
    const thresholds = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0, tsaThreshold: 0 };
    const bundle = bundleFromJSON(JSON.parse(bytesAt(files, path).toString('utf8')));
    return new Verifier(trust, thresholds).verify(toSignedEntity(bundle));
  };

  it.each([FILES.rootBundle, FILES.verdict])(
    'accepts %s, and rejects it changed or signed by another key',
    async (path) => {
      await unpacked();
      expect(verifyFile(path)).toMatchObject({ key: {} });
      await unpacked((changed) => {
        const bundle: Loose = JSON.parse(bytesAt(changed, path).toString('utf8'));
        const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64')
          .toString('utf8')
          .replace('opscontrolroom', 'x');
        bundle.dsseEnvelope.payload = Buffer.from(payload).toString('base64');
        changed.set(path, Buffer.from(JSON.stringify(bundle)));
      });
      expect(() => verifyFile(path)).toThrow(/signature/);
      await unpacked((changed) => reseal(changed, { signer: OTHER }));
      expect(() => verifyFile(path)).toThrow(/unknown key/);
    },
  );
});
