import { readIdentity } from '#main/proof/sign/identity.ts';
import { listTrusted } from '#main/proof/sign/trust-list.ts';
import type { VerifyOptions } from '#main/proof/verify/verify-bundle.ts';

/** Whom this installation trusts: itself, with its former keys, and its trust list. Without a data folder: nobody. */
export async function ownTrust(dataDir: string): Promise<NonNullable<VerifyOptions['trusted']>> {
  const identity = await readIdentity(dataDir);
  const own = identity === undefined ? [] : [identity.key, ...identity.retired];
  const listed = await listTrusted(dataDir);
  return [
    ...own.map(({ fingerprint, publicKey: key }) => ({ fingerprint, key, name: 'this installation' })),
    ...listed,
  ];
}
