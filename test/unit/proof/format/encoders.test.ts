import { describe, expect, it } from 'vitest';
import {
  checkpointText,
  encodeCheckpoint,
  encodeTlogProof,
  openCheckpoint,
  openTlogProof,
} from '#main/proof/format/checkpoint.ts';
import { openEnvelope, preAuthEncoding } from '#main/proof/format/dsse.ts';
import {
  artifactFile,
  countersignatureFile,
  isCountersignature,
  isListed,
  isSafePath,
} from '#main/proof/format/names.ts';
import { openRotation, rotationStatement } from '#main/proof/format/rotation.ts';
import { fingerprintOf, parsePublicKey, publicKeyOf, publicPem, sshPublicLine } from '#main/proof/format/ssh.ts';
import {
  encodeSshSignature,
  isSshSignatureValid,
  parseSshSignature,
  sshSignedData,
} from '#main/proof/format/ssh-signature.ts';
import { encodeSums, parseSums } from '#main/proof/format/sums.ts';
import { signStatement } from '#main/proof/sign/signer.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { digestOf, testSigner } from '#test/conformance/proof/sample-run.ts';

const signer = testSigner(1);
const other = testSigner(2);

describe('keys', () => {
  it('are read as PEM and as a line of ssh, and have the fingerprint of OpenSSH', () => {
    const raw = signer.publicKey;
    expect(parsePublicKey(publicPem(raw))?.equals(raw)).toBe(true);
    expect(parsePublicKey(`  ${sshPublicLine(raw, 'ada@host')}\n`)?.equals(raw)).toBe(true);
    // What `ssh-keygen -lf` prints for this key.
    expect(fingerprintOf(raw)).toBe('SHA256:fe85JkIjo8VPe+XqXJGH5Mau1EMFdK1OdKvJUFicyA8');
  });

  it.each([
    '',
    'ssh-rsa AAAA',
    'ssh-ed25519 AAAA',
    'ssh-ed25519 !!!!',
    '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
    'ssh-ed25519',
  ])('are not read from %j', (text) => {
    expect(parsePublicKey(text)).toBeUndefined();
  });
});

describe('DSSE', () => {
  it('encodes what is signed as its specification shows', () => {
    const encoded = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
    expect(preAuthEncoding('é', Buffer.from('ü')).toString()).toBe('DSSEv1 2 é 2 ü');
  });

  it('opens under its own key only', () => {
    const envelope = signStatement(Buffer.from('{}'), signer);
    const key = publicKeyOf(signer.publicKey);
    expect(openEnvelope(envelope, key, signer.fingerprint)).toEqual({ payload: Buffer.from('{}') });
    expect(openEnvelope(envelope, publicKeyOf(other.publicKey), signer.fingerprint)).toEqual({
      rule: 'dsse.signature',
    });
    expect(openEnvelope(envelope, key, other.fingerprint)).toEqual({ rule: 'dsse.keyid' });
  });
});

describe('SSHSIG', () => {
  it('comes back as it was written, and is of one namespace', () => {
    const message = Buffer.from('message');
    const armored = encodeSshSignature(signer.publicKey, 'ns', signer.sign(sshSignedData('ns', message)));
    expect(armored.split('\n').every((line) => line.length <= 70)).toBe(true);
    const found = parseSshSignature(armored);
    if (found === undefined) throw new Error('not read');
    expect(isSshSignatureValid(found, message)).toBe(true);
    expect(isSshSignatureValid(found, Buffer.from('other'))).toBe(false);
    expect(isSshSignatureValid({ ...found, namespace: 'file' }, message)).toBe(false);
  });

  it.each(['', 'x', '-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n'])(
    'is not read from %j',
    (text) => {
      expect(parseSshSignature(text)).toBeUndefined();
    },
  );
});

describe('a checkpoint', () => {
  const root = Buffer.alloc(32, 5);
  const text = checkpointText('example.com/log', 7, root);
  const note = encodeCheckpoint(text, 'example.com/log', signer.publicKey, signer.sign(Buffer.from(text)));

  it('is a signed note of origin, size and root', () => {
    expect(note.split('\n').slice(0, 4)).toEqual(['example.com/log', '7', root.toString('base64'), '']);
    expect(openCheckpoint(note, signer.publicKey)).toEqual({ origin: 'example.com/log', size: 7, root });
  });

  it.each([
    ['another key', note, other.publicKey],
    ['another size', note.replace('\n7\n', '\n8\n'), signer.publicKey],
    ['a size in another spelling', note.replace('\n7\n', '\n07\n'), signer.publicKey],
    ['a second signature', `${note}${note.split('\n').at(-2)}\n`, signer.publicKey],
    ['nothing', '', signer.publicKey],
    ['half of it', note.slice(0, 60), signer.publicKey],
  ])('does not hold with %s', (_, changed, key) => {
    expect(openCheckpoint(changed, key)).toHaveProperty('rule');
  });

  it('carries no proof that is not of its form', () => {
    expect(openTlogProof(encodeTlogProof(7, [], note), root, signer.publicKey)).toEqual({ rule: 'tlog-proof.root' });
    expect(openTlogProof('c2sp.org/tlog-proof@v1\nindex 01\n\nx', root, signer.publicKey)).toEqual({
      rule: 'tlog-proof.form',
    });
    expect(openTlogProof('', root, signer.publicKey)).toEqual({ rule: 'tlog-proof.form' });
  });
});

describe('SHA256SUMS', () => {
  const files = [
    { path: 'b', sha256: '1'.repeat(64) },
    { path: 'a/c', sha256: '2'.repeat(64) },
  ];

  it('is sorted, and is read back only as it is written', () => {
    const text = encodeSums(files);
    expect(text).toBe(`${'2'.repeat(64)}  a/c\n${'1'.repeat(64)}  b\n`);
    expect(parseSums(text)).toEqual(files.toReversed());
    for (const changed of [
      text.slice(0, -1),
      `${text}\n`,
      text.replace('  b', ' *b'),
      text.replaceAll('2', 'A'),
      text + text,
    ]) {
      expect(parseSums(changed)).toBeUndefined();
    }
  });
});

describe('paths', () => {
  it.each([
    ['roles.sql', 'roles.sql'],
    ['out/notes/a b.txt', 'a_b.txt'],
    [String.raw`out\evil.txt`, 'evil.txt'],
    ['..', '_'],
    ['.hidden', '_.hidden'],
    ['ends.', 'ends_'],
    ['nul.txt', '_nul.txt'],
    ['CON', '_CON'],
    ['console.log', 'console.log'],
    ['-rf', '_-rf'],
    ['Größe', 'Gr__e'],
    ['', '_'],
    [{ $withheld: 'x' }, 'withheld'],
  ])('of the artifact %j end in %s', (name, expected) => {
    const path = artifactFile(digestOf(Buffer.from('x')), name);
    expect(path.split('/').at(-1)).toBe(expected);
  });

  it('that we give are safe to unpack', () => {
    for (const name of [
      '..',
      '.',
      '',
      '.hidden',
      'a/../b',
      'C:\\x',
      'x'.repeat(500),
      'ends.',
      '-rf',
      '\u202Etxt.exe',
    ]) {
      expect(isSafePath(artifactFile(digestOf(Buffer.from('x')), name))).toBe(true);
    }
  });

  it.each(['../a', '/a', 'a//b', 'a/./b', 'a\\b', 'a b', 'a/', '.a', 'a\n', 'a\u0000', '', 'x'.repeat(401)])(
    'are not safe as %j',
    (path) => {
      expect(isSafePath(path)).toBe(false);
    },
  );

  it('outside of the sums are those of keys, timestamps and the root', () => {
    expect(
      ['SHA256SUMS', 'SHA256SUMS.sig', 'keys/x', 'timestamps/x', 'attestations/run.dsse.json'].filter(isListed),
    ).toEqual([]);
    expect(['VERIFY.md', 'attestations/verdict.sigstore.json', 'run/plan.json'].every(isListed)).toBe(true);
    expect(isCountersignature(countersignatureFile(signer.fingerprint))).toBe(true);
    expect(isListed(countersignatureFile(signer.fingerprint))).toBe(false);
  });
});

describe('a rotation', () => {
  it('is read under the old key only, and only as it is written', () => {
    const statement = rotationStatement(signer.fingerprint, other.publicKey, 5, 'lost');
    const envelope = signStatement(statement, signer);
    expect(openRotation(envelope, signer.publicKey)).toMatchObject({ to: other.fingerprint, at: 5, reason: 'lost' });
    expect(openRotation(envelope, other.publicKey)).toBeUndefined();
    const wider = JSON.parse(statement.toString()) as object;
    const signed = signStatement(Buffer.from(canonicalJson({ ...wider, more: 1 })), signer);
    expect(openRotation(signed, signer.publicKey)).toBeUndefined();
    expect(openRotation(signStatement(Buffer.from('no json'), signer), signer.publicKey)).toBeUndefined();
    expect(openRotation({}, signer.publicKey)).toBeUndefined();
  });
});
