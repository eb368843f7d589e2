import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countersignBundle } from '#main/proof/bundle/countersign.ts';
import { journalProofs } from '#main/proof/bundle/journal-proofs.ts';
import { openTlogProof } from '#main/proof/format/checkpoint.ts';
import { leafHash } from '#main/proof/format/merkle.ts';
import { countersignatureFile } from '#main/proof/format/names.ts';
import { exportPublicKey } from '#main/proof/sign/identity.ts';
import { OTHER } from '#test/conformance/proof/attack.ts';
import {
  bytesAt,
  editJson,
  exported,
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
  it('raises the level for those who trust its key, and fails for those who cannot check it', async () => {
    const folder = tempFolder();
    const file = join(folder, 'countersigned.zip');
    await countersignBundle(await exported(folder, sampleSource()), OTHER, { file, signal: NEVER });
    const report = await verify(file, { keys: KEYS });
    expect(report.failures).toEqual([]);
    expect(report.level).toBe('L3');
    expect(rulesOf(await verify(file))).toEqual(['countersignature.unknown-key']);
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
    expect(rulesOf(await verify(await pack(folder, foreign), { keys: KEYS }))).toEqual(['countersignature.invalid']);
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
