import { X509Certificate } from 'node:crypto';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { type Envelope, openEnvelope, type SigstoreBundle, sigstoreBundle, sigstoreShape } from '../format/dsse.ts';
import { countersignatureFile, FILES, isCountersignature } from '../format/names.ts';
import { publicKeyOf } from '../format/ssh.ts';
import { openTimestamp, type Timestamp } from '../format/timestamp-reply.ts';
import { type BundleView, bytesOf, readJson } from './bundle-view.ts';
import type { TrustedKeys } from './trust.ts';

/** What a bundle claims: L1 signed, L2 with a trusted timestamp, L3 with the countersignature of a trusted key. */
export type ClaimLevel = 'L1' | 'L2' | 'L3';

/** The timestamp over the root signature, which the bundle has or says that it has. `authorities` are certificates in PEM. */
export function checkTimestamp(
  view: BundleView,
  root: Envelope,
  authorities: readonly string[],
): Timestamp | undefined {
  const reply = view.files.bytes.get(FILES.timestamp);
  if (reply === undefined) {
    view.findings.fail(
      FILES.timestamp,
      'timestamp.missing',
      `${FILES.environment} says that the signature was stamped`,
    );
    return undefined;
  }
  const signature = Buffer.from(root.signatures[0]?.sig ?? '', 'base64');
  const certificates = authorities.flatMap(certificatesOf);
  const opened = openTimestamp(reply, signature, certificates);
  if (!('rule' in opened)) return opened;
  view.findings.fail(FILES.timestamp, opened.rule, 'it is not a timestamp of the root signature that holds');
  return undefined;
}

function certificatesOf(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

/** Others who signed the same root, with keys that the reader trusts. Their fingerprints. */
export function checkCountersignatures(view: BundleView, root: Envelope, trusted: TrustedKeys): readonly string[] {
  const { findings, files } = view;
  const byFile = new Map(
    [...trusted].flatMap(([fingerprint, { key }]) =>
      key === undefined ? [] : [[countersignatureFile(fingerprint), { fingerprint, key }] as const],
    ),
  );
  return [...files.digests.keys()].filter(isCountersignature).flatMap((path) => {
    const signer = byFile.get(path);
    if (signer === undefined) {
      findings.fail(path, 'countersignature.unknown-key', 'its key was not given, so nobody can say whether it holds');
      return [];
    }
    const value = readJson(findings, path, bytesOf(view, path), sigstoreShape, 'sigstore.form');
    if (value === undefined) return [];
    const { dsseEnvelope } = value as unknown as SigstoreBundle;
    const opened = openEnvelope(dsseEnvelope, publicKeyOf(signer.key), signer.fingerprint);
    const isWhole = canonicalJson(value) === canonicalJson(sigstoreBundle(dsseEnvelope, signer.fingerprint, undefined));
    if ('rule' in opened || !isWhole || dsseEnvelope.payload !== root.payload) {
      findings.fail(path, 'countersignature.invalid', 'it is not a signature of the same root');
      return [];
    }
    return signer.fingerprint === view.signer.fingerprint ? [] : [signer.fingerprint];
  });
}
