import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type SigningKeyOptions, wrapForNewKey, wrapOfIdentity } from '#main/hosts/signing-key.ts';
import type { KeySource } from '#main/secrets/key-source.ts';
import { AppError } from '#shared/lib/app-error.ts';

const KEY = Buffer.from('the private key, as bytes');

function memoryKeyring() {
  const entries = new Map<string, Buffer>();
  const source: KeySource = {
    kind: 'keyring',
    async create() {
      const account = randomUUID();
      const key = randomBytes(32);
      entries.set(account, key);
      return { key, parameters: { account } };
    },
    async open({ account }) {
      const key = entries.get(String(account));
      if (key === undefined) throw new AppError('vault.no-key', 'no such entry');
      return key;
    },
    async forget({ account }) {
      entries.delete(String(account));
    },
  };
  return { entries, source };
}

const works: SigningKeyOptions['probe'] = async () => ({ works: true });
const none: SigningKeyOptions['probe'] = async () => ({ works: false, reason: 'none here' });
const kept = (kind: string) => ({ protection: { kind, isProtected: kind !== 'none' } });

describe('the wrap of the signing key', () => {
  it('is the keyring where it works: one entry for each key, removed when it is forgotten', async () => {
    const { entries, source } = memoryKeyring();
    const options = { passphrase: undefined, keyring: source, probe: works };
    const wrap = await wrapForNewKey(options);
    expect(wrap).toMatchObject({ kind: 'keyring', isProtected: true });
    const [first, second] = [await wrap.wrap(KEY), await wrap.wrap(KEY)];
    expect(entries.size).toBe(2);
    expect(Buffer.from(first).includes(KEY)).toBe(false);
    const later = wrapOfIdentity(kept('keyring'), options);
    expect(Buffer.from(await later.unwrap(first))).toEqual(KEY);
    await later.forget();
    expect(entries.size).toBe(1);
    await expect(later.unwrap(first)).rejects.toMatchObject({ code: 'identity.locked' });
    expect(Buffer.from(await later.unwrap(second))).toEqual(KEY);
    await expect(later.unwrap(Buffer.from('{}'))).rejects.toMatchObject({ code: 'identity.locked' });
    await expect(later.unwrap(Buffer.from('not JSON'))).rejects.toMatchObject({ code: 'identity.locked' });
  });

  it('is else a passphrase, and without one none, which says so', async () => {
    const given = await wrapForNewKey({ passphrase: async () => 'correct horse', probe: none });
    expect(given).toMatchObject({ kind: 'passphrase', isProtected: true });
    const empty = await wrapForNewKey({ passphrase: async () => '', probe: none });
    expect(empty).toMatchObject({ kind: 'none', isProtected: false });
    const absent = await wrapForNewKey({ passphrase: undefined, probe: none });
    expect(absent).toMatchObject({ kind: 'none', isProtected: false });
  });

  it('is opened as the identity says, or not at all', async () => {
    expect(wrapOfIdentity(kept('none'), { passphrase: undefined })).toMatchObject({ kind: 'none' });
    const locked = wrapOfIdentity(kept('passphrase'), { passphrase: undefined });
    await expect(locked.unwrap(randomBytes(100))).rejects.toMatchObject({ code: 'identity.locked' });
    expect(() => wrapOfIdentity(kept('safe-storage'), { passphrase: undefined })).toThrow(/safe-storage/);
  });
});
