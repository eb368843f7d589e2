import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { AppError } from '#shared/lib/app-error.ts';

const KEY_TYPE = 'ssh-ed25519';

/** Length, then bytes: the `string` of the SSH wire format (RFC 4251). */
export function sshString(data: Uint8Array | string): Buffer {
  const bytes = Buffer.from(data as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Reads what `sshString` writes, one after the other. Throws a RangeError where the bytes end too early. */
export class SshReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new RangeError('SSH data ends too early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  number(): number {
    return this.take(4).readUInt32BE(0);
  }

  string(): Buffer {
    return this.take(this.number());
  }

  isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}

/** The 32 bytes of an Ed25519 public key. Throws AppError `key.type` for any other key. */
export function rawPublicKey(key: KeyObject): Buffer {
  const { kty, crv, x } = key.export({ format: 'jwk' });
  if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined) throw new AppError('key.type', 'not an Ed25519 key');
  return Buffer.from(x, 'base64url');
}

/** The key of 32 bytes. */
export function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') },
    format: 'jwk',
  });
}

/** The key in SSH wire format. */
export function sshWireKey(raw: Uint8Array): Buffer {
  return Buffer.concat([sshString(KEY_TYPE), sshString(raw)]);
}

/** The 32 bytes of an Ed25519 key in SSH wire format; `undefined` when it is anything else. */
export function parseWireKey(wire: Buffer): Buffer | undefined {
  try {
    const reader = new SshReader(wire);
    const type = reader.string().toString('latin1');
    const raw = reader.string();
    return type === KEY_TYPE && raw.length === 32 && reader.isAtEnd() ? raw : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** `SHA256:…`, as `ssh-keygen -lf` prints it; also the DSSE key id. */
export function fingerprintOf(raw: Uint8Array): string {
  const hash = createHash('sha256').update(sshWireKey(raw)).digest('base64');
  return `SHA256:${hash.replace(/=+$/, '')}`;
}

/** `ssh-ed25519 AAAA… comment`. */
export function sshPublicLine(raw: Uint8Array, comment: string): string {
  return `${KEY_TYPE} ${sshWireKey(raw).toString('base64')}${comment === '' ? '' : ` ${comment}`}`;
}

/** The key of `ssh-ed25519 AAAA… comment`, or of a PEM; `undefined` when the text is neither. */
export function parsePublicKey(text: string): Buffer | undefined {
  const trimmed = text.trim();
  if (trimmed.startsWith('-----BEGIN PUBLIC KEY-----')) {
    try {
      return rawPublicKey(createPublicKey(trimmed));
    } catch {
      // Neither OpenSSL nor we can read it as an Ed25519 key: it is none.
      return undefined;
    }
  }
  const [type, base64] = trimmed.split(/\s+/);
  if (type !== KEY_TYPE || base64 === undefined || !/^[A-Za-z0-9+/]+=*$/.test(base64)) return undefined;
  return parseWireKey(Buffer.from(base64, 'base64'));
}

/** The key as PEM (SubjectPublicKeyInfo). */
export function publicPem(raw: Uint8Array): string {
  return publicKeyOf(raw).export({ type: 'spki', format: 'pem' }) as string;
}
