import { join } from 'node:path';
import { AppError } from '#shared/lib/app-error.ts';
import { listOf, object, oneOf, text, time } from '../format/shape.ts';
import { readJsonFile, replaceJsonFile } from './private-file.ts';

/** A key whose bundles this installation trusts. */
export interface TrustedKey {
  readonly fingerprint: string;
  readonly name: string;
  /** ms UTC. */
  readonly addedAt: number;
}

const trustShape = object({
  version: oneOf(1),
  keys: listOf(object({ fingerprint: text, name: text, addedAt: time })),
});

function trustPath(dataDir: string): string {
  return join(dataDir, 'trust.json');
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
  const others = keys.filter((key) => key.fingerprint !== added.fingerprint);
  await replaceJsonFile(trustPath(dataDir), { version: 1, keys: [...others, added] });
}

/** Trusts a key no more; false when it was not trusted. */
export async function removeTrusted(dataDir: string, fingerprint: string): Promise<boolean> {
  const keys = await listTrusted(dataDir);
  const others = keys.filter((key) => key.fingerprint !== fingerprint);
  if (others.length === keys.length) return false;
  await replaceJsonFile(trustPath(dataDir), { version: 1, keys: others });
  return true;
}
