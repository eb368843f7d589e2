import { join } from 'node:path';
import { AppError } from '#shared/lib/app-error.ts';
import { listOf, object, oneOf, optional, text, time } from '../format/shape.ts';
import { fingerprintOf, parsePublicKey, sshPublicLine } from '../format/ssh.ts';
import { readJsonFile, replaceJsonFile } from './private-file.ts';

/** A key whose bundles this installation trusts. */
export interface TrustedKey {
  readonly fingerprint: string;
  readonly name: string;
  /** Its line of ssh; absent where only the fingerprint was given. */
  readonly key?: string;
  /** ms UTC. */
  readonly addedAt: number;
}

const trustShape = object({
  version: oneOf(1),
  keys: listOf(object({ fingerprint: text, name: text, key: optional(text), addedAt: time })),
});

function trustPath(dataDir: string): string {
  return join(dataDir, 'trust.json');
}

/** A key as people give it: PEM, a line of ssh, or its fingerprint alone. `undefined` for anything else. */
export function namedKey(given: string): Pick<TrustedKey, 'fingerprint' | 'key'> | undefined {
  if (given.startsWith('SHA256:')) return { fingerprint: given };
  const key = parsePublicKey(given);
  return key === undefined ? undefined : { fingerprint: fingerprintOf(key), key: sshPublicLine(key, '') };
}

/** The trusted keys, in the order in which they were added. */
export async function listTrusted(dataDir: string): Promise<readonly TrustedKey[]> {
  const file = (await readJsonFile(trustPath(dataDir), trustShape)) as { keys: readonly TrustedKey[] } | undefined;
  return file?.keys ?? [];
}

/** Trusts a key, or gives it another name. Throws `trust.fingerprint` for what is not a fingerprint. */
export async function addTrusted(dataDir: string, added: TrustedKey): Promise<void> {
  if (!/^SHA256:[A-Za-z0-9+/]{43}$/.test(added.fingerprint)) {
    throw new AppError('trust.fingerprint', `not a fingerprint: ${added.fingerprint}`, {
      hint: 'ask the signer for it by another way: SHA256: and 43 characters, as `ssh-keygen -lf` prints it',
    });
  }
  const keys = await listTrusted(dataDir);
  const known = keys.find((key) => key.fingerprint === added.fingerprint);
  const others = keys.filter((key) => key !== known);
  const { key = known?.key } = added;
  const row = { ...added, ...(key === undefined ? {} : { key }) };
  await replaceJsonFile(trustPath(dataDir), { version: 1, keys: [...others, row] });
}

/** Trusts a key no more; false when it was not trusted. */
export async function removeTrusted(dataDir: string, fingerprint: string): Promise<boolean> {
  const keys = await listTrusted(dataDir);
  const others = keys.filter((key) => key.fingerprint !== fingerprint);
  if (others.length === keys.length) return false;
  await replaceJsonFile(trustPath(dataDir), { version: 1, keys: others });
  return true;
}
