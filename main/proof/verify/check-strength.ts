import { X509Certificate } from 'node:crypto';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import {
  type Envelope,
  openEnvelope,
  type SigstoreBundle,
  sealEnvelope,
  sigstoreBundle,
  sigstoreShape,
} from '../format/dsse.ts';
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

/** Who else signed a bundle. */
export interface Countersigners {
  /** Fingerprints of keys that the reader trusts, and that are not the signer's own. */
  readonly counted: readonly string[];
  /** Fingerprints of keys that are not known here: nobody can say whether these signatures hold. */
  readonly unknown: readonly string[];
}

/** Others who signed the same root. A signature of a key that is not known counts for nothing, and does no harm. */
export function checkCountersignatures(view: BundleView, root: Envelope, trusted: TrustedKeys): Countersigners {
  const { findings, files } = view;
  const counted: string[] = [];
  const unknown: string[] = [];
  for (const path of [...files.digests.keys()].filter(isCountersignature)) {
    const value = readJson(findings, path, bytesOf(view, path), sigstoreShape, 'sigstore.form');
    if (value === undefined) continue;
    const bundle = value as unknown as SigstoreBundle;
    const fingerprint = bundle.verificationMaterial.publicKey.hint;
    const key = trusted.get(fingerprint)?.key;
    if (path !== countersignatureFile(fingerprint) || !isOfRoot(bundle, root) || !holds(bundle, key)) {
      findings.fail(path, 'countersignature.invalid', 'it is not a signature of the same root');
    } else if (key === undefined) unknown.push(fingerprint);
    else if (fingerprint !== view.signer.fingerprint) counted.push(fingerprint);
  }
  return { counted, unknown };
}

/** Exactly the wrapping of one signature over what the root says. */
function isOfRoot(bundle: SigstoreBundle, root: Envelope): boolean {
  const { hint } = bundle.verificationMaterial.publicKey;
  const sig = Buffer.from(bundle.dsseEnvelope.signatures[0]?.sig ?? '', 'base64');
  const envelope = sealEnvelope(Buffer.from(root.payload, 'base64'), hint, sig);
  return sig.length === 64 && canonicalJson(bundle) === canonicalJson(sigstoreBundle(envelope, hint, undefined));
}

/** `key`: the 32 bytes of the key, where it is known. */
function holds({ dsseEnvelope, verificationMaterial }: SigstoreBundle, key: Buffer | undefined): boolean {
  return (
    key === undefined || !('rule' in openEnvelope(dsseEnvelope, publicKeyOf(key), verificationMaterial.publicKey.hint))
  );
}
