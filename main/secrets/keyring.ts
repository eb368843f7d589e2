import { randomBytes, randomUUID } from 'node:crypto';
import { AppError, errorMessage } from '#shared/lib/app-error.ts';
import type { KeySource } from './key-source.ts';

/** A platform's store of passwords, by account. */
export interface Keyring {
  set(account: string, secret: string, signal: AbortSignal): Promise<void>;
  get(account: string, signal: AbortSignal): Promise<string | undefined>;
  remove(account: string, signal: AbortSignal): Promise<void>;
}

const SERVICE = 'ops-control-room';
// A keyring may ask its owner for a password.
const DEADLINE_MS = 60_000;
const PROBE_DEADLINE_MS = 5_000;

/**
 * The platform's keyring: Keychain, Credential Manager, Secret Service. On Linux never the kernel's keyring: it is empty
 * after a restart, and the vault's key with it.
 */
export const platformKeyring: Keyring = {
  async set(account, secret, signal) {
    await (await entry(account)).setPassword(secret, signal);
  },
  async get(account, signal) {
    return (await (await entry(account)).getPassword(signal)) ?? undefined;
  },
  async remove(account, signal) {
    await (await entry(account)).deleteCredential(signal);
  },
};

async function entry(account: string) {
  // Loaded late: the library is native, and absent on some platforms.
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } });
}

/** Whether a keyring keeps what it is given: stores, reads back and removes a value. The reason when it does not. */
export async function probeKeyring(
  keyring: Keyring = platformKeyring,
): Promise<{ readonly works: true } | { readonly works: false; readonly reason: string }> {
  const account = `probe-${randomUUID()}`;
  const value = randomBytes(8).toString('hex');
  try {
    const read = await within(PROBE_DEADLINE_MS, async (signal) => {
      await keyring.set(account, value, signal);
      const back = await keyring.get(account, signal);
      await keyring.remove(account, signal);
      return back;
    });
    return read === value ? { works: true } : { works: false, reason: 'it does not give back what it was given' };
  } catch (error) {
    return { works: false, reason: errorMessage(error) };
  }
}

/** A random key that the keyring keeps. */
export function keyringKeySource(keyring: Keyring = platformKeyring): KeySource {
  const ask = async <T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    try {
      return await within(DEADLINE_MS, action);
    } catch (error) {
      throw new AppError('vault.no-key', `the keyring does not answer: ${errorMessage(error)}`, {
        hint: 'unlock the keyring of your session, or use a vault with a passphrase',
        cause: error,
      });
    }
  };
  const accountOf = (account: unknown): string => {
    if (typeof account === 'string') return account;
    throw new AppError('vault.damaged', 'the vault does not say which key of the keyring it uses');
  };
  return {
    kind: 'keyring',
    async create() {
      const account = `vault-${randomUUID()}`;
      const key = randomBytes(32);
      await ask((signal) => keyring.set(account, key.toString('base64'), signal));
      return { key, parameters: { account } };
    },
    async open({ account }) {
      const name = accountOf(account);
      const text = await ask((signal) => keyring.get(name, signal));
      const key = Buffer.from(text ?? '', 'base64');
      if (key.length !== 32) {
        throw new AppError('vault.no-key', 'the keyring does not hold the key of this vault', {
          hint: 'open the vault as the user who made it, or remove the vault file and set the secrets again',
        });
      }
      return key;
    },
    async forget({ account }) {
      const name = accountOf(account);
      await ask((signal) => keyring.remove(name, signal));
    },
  };
}

/** The keyring library does not always give up when it is told to, so the wait ends by itself. */
async function within<T>(ms: number, action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const reason = new Error(`no answer within ${ms / 1000} s`);
      controller.abort(reason);
      reject(reason);
    }, ms);
  });
  try {
    return await Promise.race([action(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
