import { createHash, verify, X509Certificate } from 'node:crypto';
import { childAt, children, type DerNode, derNode, oidOf, TAG } from './der.ts';
import { SHA256_OID } from './timestamp-request.ts';

const OID = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  messageDigest: '1.2.840.113549.1.9.4',
  contentType: '1.2.840.113549.1.9.3',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const;

const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  [SHA256_OID]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** What a timestamp says once it holds. */
export interface Timestamp {
  /** ms UTC. */
  readonly at: number;
  readonly authority: string;
  /** The certificate leads to one of the authorities that the caller trusts. */
  readonly isTrusted: boolean;
}

/** Why a timestamp does not hold. */
export type TimestampRule =
  | 'timestamp.form'
  | 'timestamp.refused'
  | 'timestamp.imprint'
  | 'timestamp.nonce'
  | 'timestamp.signature'
  | 'timestamp.certificate'
  | 'timestamp.validity';

/**
 * Checks a reply over some bytes: that the authority granted it for exactly these bytes, that the certificate in it signed it,
 * may sign timestamps and was valid then. `authorities` are trusted certificates; without one that it leads to, the
 * timestamp holds but is not trusted.
 */
export function openTimestamp(
  reply: Uint8Array,
  data: Uint8Array,
  authorities: readonly X509Certificate[],
  nonce?: Uint8Array,
): Timestamp | { readonly rule: TimestampRule } {
  try {
    return check(Buffer.from(reply), data, authorities, nonce);
  } catch (error) {
    // The DER reader says RangeError; the certificate and key parsers of OpenSSL throw errors of their own.
    if (error instanceof RangeError || (error instanceof Error && 'code' in error)) return { rule: 'timestamp.form' };
    throw error;
  }
}

function check(
  reply: Buffer,
  data: Uint8Array,
  authorities: readonly X509Certificate[],
  nonce: Uint8Array | undefined,
): Timestamp | { readonly rule: TimestampRule } {
  const response = derNode(reply);
  const status = childAt(childAt(response, 0, TAG.sequence), 0, TAG.integer).content;
  if (status.length !== 1 || (status[0] ?? 9) > 1) return { rule: 'timestamp.refused' };
  const token = childAt(response, 1, TAG.sequence);
  if (oidOf(childAt(token, 0)) !== OID.signedData) return { rule: 'timestamp.form' };
  const signedData = childAt(childAt(token, 1), 0, TAG.sequence);
  const content = childAt(signedData, 2, TAG.sequence);
  if (oidOf(childAt(content, 0)) !== OID.tstInfo) return { rule: 'timestamp.form' };
  const infoBytes = childAt(childAt(content, 1), 0, TAG.octets).content;
  const info = readInfo(derNode(infoBytes));
  const expected = createHash(info.hash).update(data).digest();
  if (!expected.equals(info.imprint)) return { rule: 'timestamp.imprint' };
  if (nonce !== undefined && !isSameNumber(info.nonce, nonce)) return { rule: 'timestamp.nonce' };
  const certificates = children(signedData)
    .filter((node) => node.tag === 0xa0)
    .flatMap((node) => children(node))
    .map((node) => new X509Certificate(node.whole));
  const signers = children(signedData)
    .filter((node) => node.tag === TAG.set)
    .at(-1);
  if (signers === undefined || children(signers).length !== 1) return { rule: 'timestamp.form' };
  const signer = childAt(signers, 0, TAG.sequence);
  const certificate = signingCertificate(signer, infoBytes, certificates);
  if (certificate === undefined) return { rule: 'timestamp.signature' };
  if (!(certificate.keyUsage ?? []).includes(OID.timeStamping)) return { rule: 'timestamp.certificate' };
  if (!isValidAt(certificate, info.at)) return { rule: 'timestamp.validity' };
  const isTrusted = leadsTo(certificate, certificates, authorities, info.at);
  return { at: info.at, authority: certificate.subject.replaceAll('\n', ', '), isTrusted };
}

function readInfo(info: DerNode) {
  const imprint = childAt(info, 2, TAG.sequence);
  const hash = HASHES[oidOf(childAt(childAt(imprint, 0), 0))];
  if (hash === undefined) throw new RangeError('a hash that is not known');
  const members = children(info);
  const time = childAt(info, 4, TAG.generalizedTime).content.toString('latin1');
  return {
    hash,
    imprint: childAt(imprint, 1, TAG.octets).content,
    at: parseTime(time),
    nonce: members.slice(5).find((node) => node.tag === TAG.integer)?.content,
  };
}

function parseTime(text: string): number {
  const [, year, month, day, hour, minute, second, fraction] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(text) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at)) throw new RangeError('not a time');
  return at + Math.floor(Number(`0${fraction ?? ''}`) * 1000);
}

function isSameNumber(a: Buffer | undefined, b: Uint8Array): boolean {
  const digits = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').replace(/^0+/, '');
  return a !== undefined && digits(a) === digits(b);
}

/** The certificate whose key signed, and which the signed attributes name; `undefined` when none did. */
function signingCertificate(
  signer: DerNode,
  content: Buffer,
  certificates: readonly X509Certificate[],
): X509Certificate | undefined {
  const parts = children(signer);
  const attributes = parts.find((node) => node.tag === 0xa0);
  const digestHash = HASHES[oidOf(childAt(childAt(signer, 2, TAG.sequence), 0))];
  if (attributes === undefined || digestHash === undefined) return undefined;
  const values = new Map(children(attributes).map((node) => [oidOf(childAt(node, 0)), childAt(childAt(node, 1), 0)]));
  const contentType = values.get(OID.contentType);
  const digest = values.get(OID.messageDigest);
  if (contentType === undefined || oidOf(contentType) !== OID.tstInfo || digest === undefined) return undefined;
  if (!createHash(digestHash).update(content).digest().equals(digest.content)) return undefined;
  const signature = parts.slice(4).find((node) => node.tag === TAG.octets);
  if (signature === undefined) return undefined;
  // What is signed is the set itself, not the tag that stands for it inside the structure.
  const signed = Buffer.concat([Buffer.from([TAG.set]), attributes.whole.subarray(1)]);
  return certificates.find((certificate) => {
    if (!isNamed(certificate, values)) return false;
    const { asymmetricKeyType } = certificate.publicKey;
    const hash = asymmetricKeyType === 'ed25519' || asymmetricKeyType === 'ed448' ? null : digestHash;
    return verify(hash, signed, certificate.publicKey, signature.content);
  });
}

/** RFC 2634 and 5035: the signature covers which certificate it was made with. */
function isNamed(certificate: X509Certificate, values: ReadonlyMap<string, DerNode>): boolean {
  const attribute = values.get(OID.signingCertificateV2) ?? values.get(OID.signingCertificate);
  if (attribute === undefined) return false;
  const id = childAt(childAt(attribute, 0, TAG.sequence), 0, TAG.sequence);
  const parts = children(id);
  let hash = values.has(OID.signingCertificateV2) ? 'sha256' : 'sha1';
  const named = parts.find((node) => node.tag === TAG.octets);
  if (parts[0]?.tag === TAG.sequence) hash = HASHES[oidOf(childAt(parts[0], 0))] ?? hash;
  return named !== undefined && createHash(hash).update(certificate.raw).digest().equals(named.content);
}

function isValidAt(certificate: X509Certificate, at: number): boolean {
  return Date.parse(certificate.validFrom) <= at && at <= Date.parse(certificate.validTo);
}

/** Follows issuers through the certificates of the reply, at most a few, to one that is trusted. */
function leadsTo(
  certificate: X509Certificate,
  between: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
  at: number,
): boolean {
  let current = certificate;
  for (let depth = 0; depth < 8; depth += 1) {
    const isTrusted = trusted.some(
      (authority) => isValidAt(authority, at) && (authority.raw.equals(current.raw) || isIssuedBy(current, authority)),
    );
    if (isTrusted) return true;
    const issuer = between.find(
      (candidate) =>
        candidate.ca &&
        !candidate.raw.equals(current.raw) &&
        isValidAt(candidate, at) &&
        isIssuedBy(current, candidate),
    );
    if (issuer === undefined) return false;
    current = issuer;
  }
  return false;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}
