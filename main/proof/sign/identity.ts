import { join } from 'node:path';
import { AppError } from '#shared/lib/app-error.ts';
import { type Envelope, envelopeShape } from '../format/dsse.ts';
import { SSH_NAMESPACE, SSH_PRINCIPAL } from '../format/names.ts';
import { openRotation, type Rotation, rotationStatement } from '../format/rotation.ts';
import { flag, listOf, object, oneOf, text, time } from '../format/shape.ts';
import { parsePublicKey, publicPem, sshPublicLine } from '../format/ssh.ts';
import type { KeyWrap } from './key-wrap.ts';
import { createJsonFile, readJsonFile, replaceJsonFile } from './private-file.ts';
import { newPrivateKey, type Signer, signerOf, signStatement } from './signer.ts';

/** A key that this installation signs with, or signed with. */
export interface IdentityKey {
  readonly fingerprint: string;
  /** `ssh-ed25519 AAAA…`. */
  readonly publicKey: string;
  /** ms UTC. */
  readonly createdAt: number;
}

/** Who this installation is. Holds no secret. */
export interface Identity {
  readonly key: IdentityKey;
  readonly protection: { readonly kind: string; readonly isProtected: boolean };
  /** Former keys, the oldest first; each signed its successor, and what they signed stays valid. */
  readonly retired: readonly (IdentityKey & { readonly retiredAt: number })[];
  readonly rotations: readonly Envelope[];
}

interface IdentityFile extends Identity {
  readonly version: 1;
  /** base64 of the wrapped PKCS8. */
  readonly wrapped: string;
}

const key = { fingerprint: text, publicKey: text, createdAt: time };
const identityShape = object({
  version: oneOf(1),
  key: object(key),
  protection: object({ kind: text, isProtected: flag }),
  retired: listOf(object({ ...key, retiredAt: time })),
  rotations: listOf(envelopeShape),
  wrapped: text,
});

function identityPath(dataDir: string): string {
  return join(dataDir, 'identity.json');
}

async function load(dataDir: string): Promise<IdentityFile | undefined> {
  return (await readJsonFile(identityPath(dataDir), identityShape)) as IdentityFile | undefined;
}

/** The identity of a data folder; `undefined` before its first use. Needs no key. */
export async function readIdentity(dataDir: string): Promise<Identity | undefined> {
  const file = await load(dataDir);
  if (file === undefined) return undefined;
  const { key, protection, retired, rotations } = file;
  return { key, protection, retired, rotations };
}

/** The signer of a data folder. Its key is made at the first use. Throws `identity.locked`, `identity.other-wrap`. */
export async function openSigner(dataDir: string, wrap: KeyWrap, now: number): Promise<Signer> {
  const file = (await load(dataDir)) ?? (await create(dataDir, wrap, now));
  return unlock(file, wrap);
}

async function create(dataDir: string, wrap: KeyWrap, now: number): Promise<IdentityFile> {
  const made = await newKey(wrap, now);
  const file: IdentityFile = { version: 1, ...made.file, retired: [], rotations: [] };
  if (await createJsonFile(identityPath(dataDir), file)) return file;
  const other = await load(dataDir);
  if (other === undefined) throw new AppError('identity.race', 'the identity was removed while it was made');
  return other;
}

async function newKey(wrap: KeyWrap, now: number) {
  const pkcs8 = newPrivateKey();
  const signer = signerOf(pkcs8, wrap.kind);
  const wrapped = Buffer.from(await wrap.wrap(pkcs8)).toString('base64');
  const entry: IdentityKey = {
    fingerprint: signer.fingerprint,
    publicKey: sshPublicLine(signer.publicKey, ''),
    createdAt: now,
  };
  const protection = { kind: wrap.kind, isProtected: wrap.isProtected };
  return { signer, file: { key: entry, protection, wrapped } };
}

async function unlock(file: IdentityFile, wrap: KeyWrap): Promise<Signer> {
  if (file.protection.kind !== wrap.kind) {
    throw new AppError('identity.other-wrap', `the identity is locked by ${file.protection.kind}, not ${wrap.kind}`, {
      hint: `open it with ${file.protection.kind}, or rotate to another protection`,
    });
  }
  const signer = signerOf(await wrap.unwrap(Buffer.from(file.wrapped, 'base64')), wrap.kind);
  if (signer.fingerprint === file.key.fingerprint) return signer;
  throw new AppError('proof.damaged-file', 'the identity names another key than the one it holds');
}

/** Makes a new key that the old one signs, and forgets the old private key. */
export async function rotateIdentity(
  dataDir: string,
  options: { readonly from: KeyWrap; readonly to: KeyWrap; readonly now: number; readonly reason: string },
): Promise<Identity> {
  const file = await load(dataDir);
  if (file === undefined) throw new AppError('identity.none', 'there is no identity to rotate yet');
  const old = await unlock(file, options.from);
  const made = await newKey(options.to, options.now);
  const statement = rotationStatement(old.fingerprint, made.signer.publicKey, options.now, options.reason);
  const next: IdentityFile = {
    version: 1,
    ...made.file,
    retired: [...file.retired, { ...file.key, retiredAt: options.now }],
    rotations: [...file.rotations, signStatement(statement, old)],
  };
  await replaceJsonFile(identityPath(dataDir), next);
  return { key: next.key, protection: next.protection, retired: next.retired, rotations: next.rotations };
}

/** Every rotation of an identity, checked; throws `proof.damaged-file` at the first that does not follow. */
export function checkedRotations(identity: Identity): readonly Rotation[] {
  return identity.rotations.map((envelope, index) => {
    const from = parsePublicKey(identity.retired[index]?.publicKey ?? '');
    const rotation = from === undefined ? undefined : openRotation(envelope, from);
    const next = identity.retired[index + 1] ?? identity.key;
    if (rotation?.to === next.fingerprint) return rotation;
    throw new AppError(
      'proof.damaged-file',
      `rotation ${index + 1} of the identity is not signed by the key before it`,
    );
  });
}

/** The public key for others: PEM for openssl and cosign, one line for ssh, one line for an allowed_signers file. */
export function exportPublicKey(publicKey: Uint8Array, form: 'pem' | 'ssh' | 'allowed-signers'): string {
  switch (form) {
    case 'pem':
      return publicPem(publicKey);
    case 'ssh':
      return `${sshPublicLine(publicKey, SSH_PRINCIPAL)}\n`;
    case 'allowed-signers':
      return `${SSH_PRINCIPAL} namespaces="${SSH_NAMESPACE}" ${sshPublicLine(publicKey, '')}\n`;
  }
}
