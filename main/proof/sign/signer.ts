import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Envelope, preAuthEncoding, sealEnvelope } from '../format/dsse.ts';
import { PAYLOAD_TYPE } from '../format/names.ts';
import { fingerprintOf, rawPublicKey } from '../format/ssh.ts';

/** A key that is ready to sign. */
export interface Signer {
  /** The 32 bytes of the public key. */
  readonly publicKey: Buffer;
  /** `SHA256:…`, as `ssh-keygen -lf` prints it. */
  readonly fingerprint: string;
  /** How the key is kept, in words: `keyring`, or `none` when it is unprotected. */
  readonly protection: string;
  sign(data: Uint8Array): Buffer;
}

/** A new Ed25519 key as PKCS8 (DER). */
export function newPrivateKey(): Buffer {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' });
}

/** The signer of a private key in PKCS8 (DER). */
export function signerOf(pkcs8: Uint8Array, protection: string): Signer {
  const key: KeyObject = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const publicKey = rawPublicKey(createPublicKey(key));
  return {
    publicKey,
    fingerprint: fingerprintOf(publicKey),
    protection,
    sign: (data) => sign(null, data, key),
  };
}

/** Signs a statement. */
export function signStatement(payload: Uint8Array, signer: Signer): Envelope {
  return sealEnvelope(payload, signer.fingerprint, signer.sign(preAuthEncoding(PAYLOAD_TYPE, payload)));
}
