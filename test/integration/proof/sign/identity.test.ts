import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeBundle } from '#main/proof/bundle/write-bundle.ts';
import { fingerprintOf, sshPublicLine } from '#main/proof/format/ssh.ts';
import {
  checkedRotations,
  exportPublicKey,
  type Identity,
  openSigner,
  readIdentity,
  rotateIdentity,
} from '#main/proof/sign/identity.ts';
import { passphraseWrap, secretWrap, unprotectedWrap } from '#main/proof/sign/key-wrap.ts';
import { addTrusted, listTrusted, namedKey, removeTrusted } from '#main/proof/sign/trust-list.ts';
import { verifyBundle } from '#main/proof/verify/verify-bundle.ts';
import { NEVER } from '#test/conformance/proof/bundle-kit.ts';
import { sampleSource } from '#test/conformance/proof/sample-run.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const CHEAP = { logN: 10, r: 8, p: 1 };
const phrase = (text: string) => passphraseWrap(() => Promise.resolve(text), CHEAP);

describe('the identity of an installation', () => {
  it('is made at its first use, for its owner alone, and is the same from then on', async () => {
    const dataDir = tempFolder();
    expect(await readIdentity(dataDir)).toBeUndefined();
    const first = await openSigner(dataDir, unprotectedWrap, 5);
    const again = await openSigner(dataDir, unprotectedWrap, 6);
    expect(again.fingerprint).toBe(first.fingerprint);
    expect(statSync(join(dataDir, 'identity.json')).mode & 0o777).toBe(0o600);
    expect(await readIdentity(dataDir)).toMatchObject({
      key: { fingerprint: first.fingerprint, createdAt: 5 },
      protection: { kind: 'none', isProtected: false },
    });
    expect(first.protection).toBe('none');
  });

  it('is one identity although many processes make it at once', async () => {
    const dataDir = tempFolder();
    const signers = await Promise.all(Array.from({ length: 8 }, () => openSigner(dataDir, unprotectedWrap, 1)));
    expect(new Set(signers.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });

  it.each([
    ['a passphrase', phrase('correct horse'), phrase('battery staple')],
    [
      'a secret of the platform',
      secretWrap('keyring', () => Promise.resolve(Buffer.alloc(32, 1))),
      secretWrap('keyring', () => Promise.resolve(Buffer.alloc(32, 2))),
    ],
  ])('opens with %s, not with another one, and does not stand in the file', async (_, right, wrong) => {
    const dataDir = tempFolder();
    const signer = await openSigner(dataDir, right, 1);
    expect((await openSigner(dataDir, right, 2)).fingerprint).toBe(signer.fingerprint);
    await expect(openSigner(dataDir, wrong, 2)).rejects.toMatchObject({ code: 'identity.locked' });
    await expect(openSigner(dataDir, unprotectedWrap, 2)).rejects.toMatchObject({ code: 'identity.other-wrap' });
    const file = JSON.parse(readFileSync(join(dataDir, 'identity.json'), 'utf8')) as { wrapped: string };
    // The head of every Ed25519 key in PKCS8.
    expect(Buffer.from(file.wrapped, 'base64').toString('hex')).not.toContain('302e020100300506032b6570');
  });

  it('that is damaged is refused, never replaced', async () => {
    const dataDir = tempFolder();
    await openSigner(dataDir, unprotectedWrap, 1);
    const path = join(dataDir, 'identity.json');
    writeFileSync(path, '{"version":1');
    await expect(openSigner(dataDir, unprotectedWrap, 1)).rejects.toMatchObject({ code: 'proof.damaged-file' });
    expect(readFileSync(path, 'utf8')).toBe('{"version":1');
  });
});

describe('rotation', () => {
  it('signs the new key with the old one and forgets the old private key', async () => {
    const dataDir = tempFolder();
    const old = await openSigner(dataDir, phrase('one'), 1);
    const identity = await rotateIdentity(dataDir, {
      from: phrase('one'),
      to: unprotectedWrap,
      now: 9,
      reason: 'yearly',
    });
    const signer = await openSigner(dataDir, unprotectedWrap, 10);
    expect(signer.fingerprint).toBe(identity.key.fingerprint);
    expect(signer.fingerprint).not.toBe(old.fingerprint);
    expect(identity.retired).toEqual([expect.objectContaining({ fingerprint: old.fingerprint, retiredAt: 9 })]);
    expect(checkedRotations(identity)).toEqual([
      expect.objectContaining({ from: old.fingerprint, to: signer.fingerprint, at: 9, reason: 'yearly' }),
    ]);
    await expect(openSigner(dataDir, phrase('one'), 1)).rejects.toMatchObject({ code: 'identity.other-wrap' });
  });

  it('leaves old bundles valid, and lets the trust in an old key reach the new one', async () => {
    const dataDir = tempFolder();
    const old = await openSigner(dataDir, unprotectedWrap, 1);
    const [before, after] = [join(dataDir, 'before.zip'), join(dataDir, 'after.zip')];
    await writeBundle(sampleSource(), old, { file: before, signal: NEVER });
    let identity: Identity | undefined;
    for (const now of [2, 3]) {
      identity = await rotateIdentity(dataDir, { from: unprotectedWrap, to: unprotectedWrap, now, reason: 'test' });
    }
    if (identity === undefined) throw new Error('not rotated');
    const { retired, rotations: envelopes } = identity;
    await writeBundle(sampleSource(), await openSigner(dataDir, unprotectedWrap, 4), { file: after, signal: NEVER });
    const trusted = [{ fingerprint: old.fingerprint, name: 'ada' }];
    expect((await verifyBundle(before, { trusted, now: 0 })).outcome).toBe('valid');
    expect((await verifyBundle(after, { trusted, now: 0 })).outcome).toBe('signed-not-trusted');
    const rotations = envelopes.map((envelope, index) => ({ from: retired[index]?.publicKey ?? '', envelope }));
    const report = await verifyBundle(after, { trusted, rotations, now: 0 });
    expect(report.outcome).toBe('valid');
    expect(report.signer?.trustedAs).toBe('ada (rotated) (rotated)');
    const [first] = rotations;
    const stolen = rotations.map(({ from }) => ({ from, envelope: first?.envelope }));
    await expect(verifyBundle(after, { trusted, rotations: stolen, now: 0 })).rejects.toThrow('not signed by the key');
    const unrelated = await verifyBundle(after, { trusted, rotations: rotations.slice(1), now: 0 });
    expect(unrelated.outcome).toBe('signed-not-trusted');
    expect(() => checkedRotations({ ...identity, rotations: envelopes.toReversed() })).toThrow(/rotation 1/);
  });
});

describe('the public key for others', () => {
  it('comes as PEM, for ssh and for an allowed_signers file', async () => {
    const signer = await openSigner(tempFolder(), unprotectedWrap, 1);
    expect(exportPublicKey(signer.publicKey, 'pem')).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(exportPublicKey(signer.publicKey, 'ssh')).toMatch(/^ssh-ed25519 AAAA\S+ ops-control-room\n$/);
    expect(exportPublicKey(signer.publicKey, 'allowed-signers')).toMatch(
      /^ops-control-room namespaces="ops-control-room\.proof" ssh-ed25519 AAAA\S+\n$/,
    );
  });
});

describe('the list of trusted keys', () => {
  it('adds, renames, lists and removes keys, and takes only fingerprints', async () => {
    const dataDir = tempFolder();
    const { fingerprint } = await openSigner(tempFolder(), unprotectedWrap, 1);
    expect(await listTrusted(dataDir)).toEqual([]);
    await addTrusted(dataDir, { fingerprint, name: 'ada', addedAt: 1 });
    await addTrusted(dataDir, { fingerprint, name: 'Ada of operations', addedAt: 2 });
    expect(await listTrusted(dataDir)).toEqual([{ fingerprint, name: 'Ada of operations', addedAt: 2 }]);
    // The key itself is kept where it is given once.
    const { publicKey } = await openSigner(dataDir, unprotectedWrap, 1);
    const [pem, line] = [exportPublicKey(publicKey, 'pem'), exportPublicKey(publicKey, 'ssh')].map(namedKey);
    expect(pem).toEqual({ fingerprint: fingerprintOf(publicKey), key: sshPublicLine(publicKey, '') });
    expect(line).toEqual(pem);
    expect([namedKey(fingerprint), namedKey('nonsense')]).toEqual([{ fingerprint }, undefined]);
    await addTrusted(dataDir, { fingerprint: '', ...pem, name: 'own', addedAt: 3 });
    await addTrusted(dataDir, { fingerprint: fingerprintOf(publicKey), name: 'renamed', addedAt: 4 });
    expect((await listTrusted(dataDir)).at(-1)).toEqual({ ...pem, name: 'renamed', addedAt: 4 });
    expect(await removeTrusted(dataDir, fingerprintOf(publicKey))).toBe(true);
    await expect(addTrusted(dataDir, { fingerprint: 'MD5:00', name: 'x', addedAt: 1 })).rejects.toMatchObject({
      code: 'trust.fingerprint',
    });
    expect(await removeTrusted(dataDir, fingerprint)).toBe(true);
    expect(await removeTrusted(dataDir, fingerprint)).toBe(false);
    expect(await listTrusted(dataDir)).toEqual([]);
  });
});
