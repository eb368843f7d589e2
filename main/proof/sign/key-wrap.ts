import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { AppError } from '#shared/lib/app-error.ts';

/** Keeps a private key from whoever can read the data folder. The host supplies one: the platform's store, a passphrase. */
export interface KeyWrap {
  /** Names the way in the identity file and to people: `keyring`, `passphrase`, `safe-storage`, `none`. */
  readonly kind: string;
  /** False when whoever reads the file has the key. Said wherever the identity is shown. */
  readonly isProtected: boolean;
  wrap(key: Uint8Array): Promise<Uint8Array>;
  /** Throws AppError `identity.locked` when the key cannot be had, or what was wrapped is not whole. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
}

/** No protection but the mode of the file. */
export const unprotectedWrap: KeyWrap = {
  kind: 'none',
  isProtected: false,
  wrap: (key) => Promise.resolve(Uint8Array.from(key)),
  unwrap: (wrapped) => Promise.resolve(Uint8Array.from(wrapped)),
};

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Wraps with 32 bytes that the host keeps elsewhere, such as in the platform's keyring. */
export function secretWrap(kind: string, secret: () => Promise<Uint8Array>): KeyWrap {
  return {
    kind,
    isProtected: true,
    wrap: async (key) => seal(kind, await secret(), key),
    unwrap: async (wrapped) => open(kind, await secret(), Buffer.from(wrapped)),
  };
}

/** scrypt cost: N = 2^logN. The default takes about 0.3 s and 128 MiB. */
export interface WrapCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

const DEFAULT_COST: WrapCost = { logN: 17, r: 8, p: 1 };

/** Wraps with a passphrase, which is asked for whenever the key is needed. */
export function passphraseWrap(ask: () => Promise<string>, cost: WrapCost = DEFAULT_COST): KeyWrap {
  const kind = 'passphrase';
  const keyFor = async (salt: Uint8Array): Promise<Buffer> => {
    // Two keyboards may compose one character differently.
    const text = (await ask()).normalize('NFC');
    if (text === '') throw locked('the passphrase of the identity is empty');
    return derive(text, salt, cost);
  };
  return {
    kind,
    isProtected: true,
    async wrap(key) {
      const salt = randomBytes(SALT_BYTES);
      return Buffer.concat([salt, seal(kind, await keyFor(salt), key)]);
    },
    async unwrap(wrapped) {
      const bytes = Buffer.from(wrapped);
      return open(kind, await keyFor(bytes.subarray(0, SALT_BYTES)), bytes.subarray(SALT_BYTES));
    },
  };
}

function derive(passphrase: string, salt: Uint8Array, { logN, r, p }: WrapCost): Promise<Buffer> {
  const N = 2 ** logN;
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function seal(kind: string, secret: Uint8Array, key: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(purpose(kind));
  const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

function open(kind: string, secret: Uint8Array, wrapped: Buffer): Buffer {
  try {
    const iv = wrapped.subarray(0, IV_BYTES);
    const tag = wrapped.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', secret, iv, { authTagLength: TAG_BYTES }).setAAD(purpose(kind));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(wrapped.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw locked('the key of the identity does not open', cause);
  }
}

function purpose(kind: string): Buffer {
  return Buffer.from(`ops-control-room identity 1 ${kind}`);
}

function locked(message: string, cause?: unknown): AppError {
  return new AppError('identity.locked', message, {
    hint: 'unlock it as it was locked: the same user and keyring, or the same passphrase',
    cause,
  });
}
