import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Clock, systemClock } from '#main/kernel/clock.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { MEMBER_NAME } from '#shared/pulser/primitives.ts';
import { withFileLock } from './file-lock.ts';
import type { KeySource, KeySourceKind } from './key-source.ts';
import { keyringKeySource, probeKeyring } from './keyring.ts';
import { seal, unseal } from './sealed-value.ts';
import { readVaultFile, type VaultFile, writeVaultFile } from './vault-file.ts';

/** Encrypted secrets of one data folder. Every call reads the file anew, so several processes may use it. */
export interface Vault {
  /** Makes sure that the key is there and fits; does nothing when there is no vault file yet. */
  unlock(): Promise<void>;
  /** The value, `undefined` when there is none of that name. */
  get(name: string): Promise<string | undefined>;
  /** Stores a value, making the vault if need be. */
  set(name: string, value: string, signal?: AbortSignal): Promise<void>;
  /** False when there was none of that name. */
  remove(name: string, signal?: AbortSignal): Promise<boolean>;
  /** Names and times (ms UTC), by name. Needs no key. */
  list(): Promise<readonly VaultEntry[]>;
  /** What protects the vault; `undefined` while there is no vault file. Needs no key. */
  keySource(): Promise<KeySourceKind | undefined>;
  /** Wraps the data key anew: a passphrase change, or a move to another kind of key. The secrets stay as they are. */
  changeKey(source: KeySource, signal?: AbortSignal): Promise<void>;
}

export interface VaultEntry {
  readonly name: string;
  readonly updatedAt: number;
}

export interface VaultOptions {
  readonly dataDir: string;
  /** Where the key comes from; a function is asked once, when the key is first needed. */
  readonly keySource: KeySource | (() => Promise<KeySource>);
  readonly clock?: Clock;
  /** How long a writer waits for another one; default 5 s. */
  readonly lockWaitMs?: number;
}

const LONGEST_VALUE = 65_536;
const CHECK_TEXT = 'opsroom vault 1';

/** The vault file of a data folder. */
export function vaultPath(dataDir: string): string {
  return join(dataDir, 'vault.json');
}

/**
 * The vault of a data folder. Its calls throw AppError `vault.no-key`, `vault.locked` (a wrong key), `vault.damaged`,
 * `vault.open-to-others`, `vault.newer`, `vault.busy`.
 */
export function openVault(options: VaultOptions): Vault {
  return new FileVault(options);
}

/**
 * The key source that fits: the kind an existing vault was made with; for a new one the keyring when it works, else the
 * passphrase. Throws AppError `vault.no-key` when what is needed is not there.
 */
export async function chooseKeySource(options: {
  readonly dataDir: string;
  readonly passphrase: KeySource | undefined;
  readonly keyring?: KeySource;
  readonly probe?: typeof probeKeyring;
}): Promise<KeySource> {
  const { dataDir, passphrase, keyring = keyringKeySource(), probe = probeKeyring } = options;
  const needed = (await readVaultFile(vaultPath(dataDir)))?.key.source;
  if (needed === 'keyring') return keyring;
  if (needed === 'passphrase') {
    if (passphrase !== undefined) return passphrase;
    throw new AppError('vault.no-key', 'the vault is protected by a passphrase, and none was given', {
      hint: 'set OPSROOM_PASSPHRASE, or type it when asked',
    });
  }
  const found = await probe();
  if (found.works) return keyring;
  if (passphrase !== undefined) return passphrase;
  throw new AppError('vault.no-key', `there is no keyring here (${found.reason}) and no passphrase was given`, {
    hint: 'set OPSROOM_PASSPHRASE to protect the vault by a passphrase, or give the secret as an environment variable',
  });
}

class FileVault implements Vault {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #lockWaitMs: number;
  #source: () => Promise<KeySource>;
  #unlocked: { readonly wrapped: string; readonly dataKey: Buffer } | undefined;

  constructor({ dataDir, keySource, clock = systemClock, lockWaitMs = 5_000 }: VaultOptions) {
    this.#path = vaultPath(dataDir);
    this.#clock = clock;
    this.#lockWaitMs = lockWaitMs;
    let source: KeySource | undefined;
    this.#source = async () => {
      source ??= typeof keySource === 'function' ? await keySource() : keySource;
      return source;
    };
  }

  async unlock(): Promise<void> {
    const file = await readVaultFile(this.#path);
    if (file !== undefined) await this.#dataKey(file);
  }

  async get(name: string): Promise<string | undefined> {
    const file = await readVaultFile(this.#path);
    const sealed = file === undefined ? undefined : own(file.secrets, name);
    if (file === undefined || sealed === undefined) return undefined;
    const bytes = unseal(await this.#dataKey(file), contextOf(file, name), sealed);
    if (bytes === undefined) throw this.#damaged(`the secret ${name} was changed`);
    return bytes.toString('utf8');
  }

  async set(name: string, value: string, signal?: AbortSignal): Promise<void> {
    if (!MEMBER_NAME.test(name) || name.length > 100 || name === '__proto__') {
      throw new AppError('secrets.name', `not a name for a secret: ${name}`, {
        hint: 'letters, digits and _, not starting with a digit',
      });
    }
    if (value.trim() === '') throw new AppError('secrets.empty', `the value of ${name} is empty`);
    const bytes = Buffer.from(value, 'utf8');
    if (bytes.length > LONGEST_VALUE) {
      throw new AppError('secrets.too-long', `the value of ${name} is longer than ${LONGEST_VALUE} bytes`);
    }
    await this.#change(signal, async () => {
      const file = (await readVaultFile(this.#path)) ?? (await this.#newFile());
      const sealed = seal(await this.#dataKey(file), contextOf(file, name), bytes);
      return { ...file, secrets: { ...file.secrets, [name]: { ...sealed, updatedAt: this.#clock.now() } } };
    });
  }

  async remove(name: string, signal?: AbortSignal): Promise<boolean> {
    let removed = false;
    await this.#change(signal, async () => {
      const file = await readVaultFile(this.#path);
      if (file === undefined || own(file.secrets, name) === undefined) return undefined;
      removed = true;
      const { [name]: _, ...secrets } = file.secrets;
      return { ...file, secrets };
    });
    return removed;
  }

  async list(): Promise<readonly VaultEntry[]> {
    const secrets = (await readVaultFile(this.#path))?.secrets ?? {};
    return Object.entries(secrets)
      .map(([name, { updatedAt }]) => ({ name, updatedAt }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async keySource(): Promise<KeySourceKind | undefined> {
    return (await readVaultFile(this.#path))?.key.source;
  }

  async changeKey(source: KeySource, signal?: AbortSignal): Promise<void> {
    let old: VaultFile['key'] | undefined;
    await this.#change(signal, async () => {
      const file = await readVaultFile(this.#path);
      if (file === undefined) throw new AppError('vault.missing', `there is no vault at ${this.#path}`);
      const dataKey = await this.#dataKey(file);
      old = file.key;
      return { ...file, key: await wrap(source, file.id, dataKey) };
    });
    const before = await this.#source();
    this.#source = async () => source;
    if (old !== undefined && before.kind === old.source) await before.forget(old.parameters);
  }

  async #change(signal: AbortSignal | undefined, make: () => Promise<VaultFile | undefined>): Promise<void> {
    const options = { waitMs: this.#lockWaitMs, signal };
    await withFileLock(`${this.#path}.lock`, this.#clock, options, async () => {
      const file = await make();
      if (file !== undefined) await writeVaultFile(this.#path, file);
    });
  }

  async #newFile(): Promise<VaultFile> {
    const id = randomUUID();
    return { version: 1, id, key: await wrap(await this.#source(), id, randomBytes(32)), secrets: {} };
  }

  async #dataKey(file: VaultFile): Promise<Buffer> {
    const { source: kind, parameters, check, data } = file.key;
    if (this.#unlocked?.wrapped === data.data) return this.#unlocked.dataKey;
    const source = await this.#source();
    if (source.kind !== kind) throw wrongKind(kind);
    const key = await source.open(parameters);
    if (unseal(key, `${file.id}/check`, check)?.toString('utf8') !== CHECK_TEXT) {
      throw new AppError(
        'vault.locked',
        `the ${kind === 'passphrase' ? 'passphrase' : 'key of the keyring'} does not open the vault`,
        {
          hint: kind === 'passphrase' ? 'check the passphrase' : 'open the vault as the user who made it',
        },
      );
    }
    const dataKey = unseal(key, `${file.id}/data`, data);
    if (dataKey?.length !== 32) throw this.#damaged('its data key was changed');
    this.#unlocked = { wrapped: data.data, dataKey };
    return dataKey;
  }

  #damaged(why: string): AppError {
    return new AppError('vault.damaged', `${this.#path} is damaged: ${why}`, {
      hint: 'restore it from a backup, or remove the secret and set it again',
    });
  }
}

async function wrap(source: KeySource, id: string, dataKey: Buffer): Promise<VaultFile['key']> {
  const { key, parameters } = await source.create();
  const check = seal(key, `${id}/check`, Buffer.from(CHECK_TEXT));
  const data = seal(key, `${id}/data`, dataKey);
  return { source: source.kind, parameters: { ...parameters } as VaultFile['key']['parameters'], check, data };
}

function wrongKind(kind: KeySourceKind): AppError {
  return new AppError('vault.no-key', `the vault is protected by a ${kind}, which was not given`);
}

/** What a sealed value belongs to: it opens under no other name and in no other vault. */
function contextOf(file: VaultFile, name: string): string {
  return `${file.id}/secret/${name}`;
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
