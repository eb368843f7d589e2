import { createHash, verify } from 'node:crypto';
import { parseWireKey, publicKeyOf, SshReader, sshString, sshWireKey } from './ssh.ts';

// SSHSIG, as `ssh-keygen -Y verify` reads it: the key signs `SSHSIG`, the namespace, and a sha512 of the message.

const MAGIC = 'SSHSIG';
const VERSION = 1;
const HASH = 'sha512';
const HEAD = '-----BEGIN SSH SIGNATURE-----';
const TAIL = '-----END SSH SIGNATURE-----';
const LINE = 70;

/** The bytes that the key signs for a message. */
export function sshSignedData(namespace: string, message: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from(MAGIC),
    sshString(namespace),
    sshString(''),
    sshString(HASH),
    sshString(createHash(HASH).update(message).digest()),
  ]);
}

/** The armored signature file. `signature` is of `sshSignedData`. */
export function encodeSshSignature(raw: Uint8Array, namespace: string, signature: Uint8Array): string {
  const version = Buffer.alloc(4);
  version.writeUInt32BE(VERSION);
  const blob = Buffer.concat([
    Buffer.from(MAGIC),
    version,
    sshString(sshWireKey(raw)),
    sshString(namespace),
    sshString(''),
    sshString(HASH),
    sshString(Buffer.concat([sshString('ssh-ed25519'), sshString(signature)])),
  ]);
  const lines = blob.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return `${[HEAD, ...lines, TAIL].join('\n')}\n`;
}

export interface SshSignature {
  /** The 32 bytes of the key. */
  readonly key: Buffer;
  readonly namespace: string;
  readonly signature: Buffer;
}

/** Reads a signature file; `undefined` unless it is, byte for byte, what `encodeSshSignature` writes. */
export function parseSshSignature(armored: string): SshSignature | undefined {
  const body = armored.split('\n').slice(1, -2).join('');
  try {
    const reader = new SshReader(Buffer.from(body, 'base64'));
    reader.take(MAGIC.length);
    reader.number();
    const key = parseWireKey(reader.string());
    const namespace = reader.string().toString('utf8');
    reader.string();
    reader.string();
    const inner = new SshReader(reader.string());
    inner.string();
    const signature = inner.string();
    if (key === undefined || encodeSshSignature(key, namespace, signature) !== armored) return undefined;
    return { key, namespace, signature };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function isSshSignatureValid(found: SshSignature, message: Uint8Array): boolean {
  const data = sshSignedData(found.namespace, message);
  return found.signature.length === 64 && verify(null, data, publicKeyOf(found.key), found.signature);
}
