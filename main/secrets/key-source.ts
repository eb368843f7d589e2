import { randomBytes, scrypt } from 'node:crypto';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json, JsonObject } from '#shared/lib/json.ts';

/** Where the key comes from that wraps the data key of a vault. */
export interface KeySource {
  readonly kind: KeySourceKind;
  /** A key (32 bytes) for a new vault, and what finds it again. That is stored in the vault file, so it holds no secret. */
  create(): Promise<{ readonly key: Buffer; readonly parameters: JsonObject }>;
  /** The key of a vault that was made with these parameters. Throws AppError `vault.no-key`, `vault.damaged`. */
  open(parameters: JsonObject): Promise<Buffer>;
  /** The vault no longer uses the key of these parameters. */
  forget(parameters: JsonObject): Promise<void>;
}

export type KeySourceKind = 'keyring' | 'passphrase';

/** scrypt cost: N = 2^logN. The default takes about 0.3 s and 128 MiB. */
export interface ScryptCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

const DEFAULT_COST: ScryptCost = { logN: 17, r: 8, p: 1 };
// A vault file must not be able to take the machine down.
const LARGEST_MEMORY = 1 << 30;

/** A key made from a passphrase; asked for only when the key is needed. */
export function passphraseKeySource(
  passphrase: string | (() => Promise<string>),
  cost: ScryptCost = DEFAULT_COST,
): KeySource {
  const ask = async (): Promise<string> => {
    const text = typeof passphrase === 'string' ? passphrase : await passphrase();
    if (text === '') throw new AppError('vault.no-key', 'the passphrase of the vault is empty');
    // Two keyboards may compose one character differently.
    return text.normalize('NFC');
  };
  return {
    kind: 'passphrase',
    async create() {
      const salt = randomBytes(16);
      const key = await derive(await ask(), salt, cost);
      return { key, parameters: { kdf: 'scrypt', salt: salt.toString('base64'), ...cost } };
    },
    async open(parameters) {
      const { salt, logN, r, p, kdf } = parameters;
      if (
        kdf !== 'scrypt' ||
        typeof salt !== 'string' ||
        !inRange(logN, 10, 24) ||
        !inRange(r, 1, 64) ||
        !inRange(p, 1, 16)
      ) {
        throw new AppError('vault.damaged', 'the vault does not say how its key is made from the passphrase');
      }
      if (128 * 2 ** logN * r > LARGEST_MEMORY) {
        throw new AppError('vault.damaged', 'the vault asks for more memory than a key may take');
      }
      return derive(await ask(), Buffer.from(salt, 'base64'), { logN, r, p });
    },
    async forget() {
      // Nothing is kept anywhere.
    },
  };
}

function inRange(value: Json | undefined, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function derive(passphrase: string, salt: Buffer, { logN, r, p }: ScryptCost): Promise<Buffer> {
  const N = 2 ** logN;
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
