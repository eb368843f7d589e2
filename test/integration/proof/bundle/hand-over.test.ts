import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countersignBundle } from '#main/proof/bundle/countersign.ts';
import { journalProofs } from '#main/proof/bundle/journal-proofs.ts';
import { openTlogProof } from '#main/proof/format/checkpoint.ts';
import { leafHash } from '#main/proof/format/merkle.ts';
import { countersignatureFile } from '#main/proof/format/names.ts';
import { sshPublicLine } from '#main/proof/format/ssh.ts';
import { exportPublicKey } from '#main/proof/sign/identity.ts';
import { OTHER } from '#test/conformance/proof/attack.ts';
import {
  bytesAt,
  editJson,
  exported,
  type Loose,
  NEVER,
  pack,
  rulesOf,
  SIGNER,
  unpack,
  verify,
} from '#test/conformance/proof/bundle-kit.ts';
import { sampleSource } from '#test/conformance/proof/sample-run.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const KEYS = [SIGNER, OTHER].map(({ publicKey }) => exportPublicKey(publicKey, 'pem'));

describe('a countersignature', () => {
  it('raises the level for those who know its key, and counts for nothing for those who cannot check it', async () => {
    const folder = tempFolder();
    const file = join(folder, 'countersigned.zip');
    await countersignBundle(await exported(folder, sampleSource()), OTHER, { file, signal: NEVER });
    const report = await verify(file, { keys: KEYS });
    expect(report.failures).toEqual([]);
    expect(report.level).toBe('L3');
    for (const trusted of [[], [{ fingerprint: OTHER.fingerprint, name: 'ada' }]]) {
      const unknown = await verify(file, { trusted });
      expect(unknown).toMatchObject({ outcome: 'valid', level: 'L1', failures: [] });
      expect(unknown.rows).toContainEqual({
        check: 'countersignatures',
        count: 0,
        result: 'ok',
        detail: `${OTHER.fingerprint} (not counted: its key is not known here)`,
      });
    }
    const listed = { fingerprint: OTHER.fingerprint, name: 'ada', key: sshPublicLine(OTHER.publicKey, '') };
    expect((await verify(file, { trusted: [listed] })).level).toBe('L3');
    await expect(verify(file, { trusted: [{ ...listed, fingerprint: SIGNER.fingerprint }] })).rejects.toThrow(
      /is not that of/,
    );
    const again = countersignBundle(file, OTHER, { file: join(folder, 'twice.zip'), signal: NEVER });
    await expect(again).rejects.toMatchObject({ code: 'bundle.countersigned' });
  });

  it('of the same key is no second opinion', async () => {
    const folder = tempFolder();
    const file = join(folder, 'self.zip');
    await countersignBundle(await exported(folder, sampleSource()), SIGNER, { file, signal: NEVER });
    expect(await verify(file)).toMatchObject({ outcome: 'valid', level: 'L1' });
  });

  it('of another root, or a changed one, is rejected', async () => {
    const folder = tempFolder();
    const file = join(folder, 'countersigned.zip');
    await countersignBundle(await exported(folder, sampleSource()), OTHER, { file, signal: NEVER });
    const path = countersignatureFile(OTHER.fingerprint);
    const foreign = await unpack(file);
    const verdict = JSON.parse(bytesAt(foreign, 'attestations/verdict.sigstore.json').toString()) as {
      dsseEnvelope: unknown;
    };
    editJson(foreign, path, (bundle) => {
      bundle.dsseEnvelope = verdict.dsseEnvelope;
    });
    const changes: readonly ((bundle: Loose) => void)[] = [
      (bundle) => (bundle.dsseEnvelope.payload = Buffer.from('{}').toString('base64')),
      (bundle) => void bundle.dsseEnvelope.signatures.push(bundle.dsseEnvelope.signatures[0]),
      (bundle) => (bundle.dsseEnvelope.signatures[0].sig = ''),
      (bundle) => (bundle.dsseEnvelope.signatures[0].note = 'x'),
      (bundle) => (bundle.verificationMaterial.publicKey.hint = SIGNER.fingerprint),
    ];
    const broken = await Promise.all(
      changes.map(async (change) => {
        const changed = await unpack(file);
        editJson(changed, path, change);
        return changed;
      }),
    );
    // Whoever knows the key and whoever does not.
    for (const files of [foreign, ...broken]) {
      const packed = await pack(folder, files);
      expect(rulesOf(await verify(packed, { keys: KEYS }))).toEqual(['countersignature.invalid']);
      expect(rulesOf(await verify(packed))).toEqual(['countersignature.invalid']);
    }
    const forged = await unpack(file);
    editJson(forged, path, (bundle) => {
      bundle.dsseEnvelope.signatures[0].sig = Buffer.alloc(64, 1).toString('base64');
    });
    expect(rulesOf(await verify(await pack(folder, forged), { keys: KEYS }))).toEqual(['countersignature.invalid']);
  });

  it('of something that is no bundle is refused', async () => {
    const folder = tempFolder();
    const broken = await pack(folder, new Map([['a', Buffer.from('b')]]));
    const attempt = countersignBundle(broken, OTHER, { file: join(folder, 'x.zip'), signal: NEVER });
    await expect(attempt).rejects.toMatchObject({ code: 'bundle.damaged' });
  });
});

describe('proofs for one step', () => {
  it('show each of its events without the rest of the journal', async () => {
    const path = await exported(tempFolder(), sampleSource());
    const proofs = await journalProofs(path, 'switch');
    expect(proofs.length).toBeGreaterThan(5);
    for (const { seq, line, proof } of proofs) {
      const opened = openTlogProof(proof, leafHash(Buffer.from(line)), SIGNER.publicKey);
      expect(opened).toMatchObject({ index: seq - 1 });
      const other = leafHash(Buffer.from(line.replace('switch', 'SWITCH')));
      expect(openTlogProof(proof, other, SIGNER.publicKey)).toEqual({ rule: 'tlog-proof.root' });
      expect(openTlogProof(proof, leafHash(Buffer.from(line)), OTHER.publicKey)).toHaveProperty('rule');
    }
    await expect(journalProofs(path, 'other')).rejects.toMatchObject({ code: 'bundle.unknown-step' });
  });
});
