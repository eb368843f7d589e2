import { type Identity, openSigner, readIdentity } from '#main/proof/sign/identity.ts';
import type { Signer } from '#main/proof/sign/signer.ts';
import { type SigningKeyOptions, wrapForNewKey, wrapOfIdentity } from '../signing-key.ts';
import { askHidden } from './ask-hidden.ts';
import type { Invocation } from './invocation.ts';
import { usageError } from './usage-error.ts';

/** The signer of the data folder; its key is made at the first use. */
export async function openIdentity(invocation: Invocation): Promise<Signer> {
  const { dataDir } = invocation;
  const identity = await readIdentity(dataDir);
  const options = signingKeyOptions(invocation);
  const wrap = identity === undefined ? await wrapForNewKey(options) : wrapOfIdentity(identity, options);
  const signer = await openSigner(dataDir, wrap, Date.now());
  if (identity === undefined) invocation.say(`made the signing key of this installation: ${signer.fingerprint}`);
  if (!wrap.isProtected) sayUnprotected(invocation);
  return signer;
}

/** Said wherever the key is used or shown. */
export function sayUnprotected({ io, dataDir }: Invocation): void {
  io.err(
    `${io.errPaint('yellow', 'warning')}: the signing key lies unprotected in ${dataDir}: whoever reads identity.json can sign\n` +
      '  protect it: set OPSROOM_PASSPHRASE, then opsroom identity rotate\n',
  );
}

export function signingKeyOptions({ io, environment }: Invocation): SigningKeyOptions {
  const given = environment['OPSROOM_PASSPHRASE'];
  if (given !== undefined && given !== '') return { passphrase: async () => given };
  if (!io.canAsk) return { passphrase: undefined };
  return {
    async passphrase(use) {
      if (use === 'open') return askHidden(io, 'Passphrase of the signing key: ');
      const first = await askHidden(io, 'New passphrase, to protect the signing key (empty: unprotected): ');
      if (first === '' || (await askHidden(io, 'Once more: ')) === first) return first;
      throw usageError('the two passphrases are not the same', 'run the command again');
    },
  };
}

/** How a key is kept, in words. */
export function protectionText({ protection }: Pick<Identity, 'protection'>): string {
  return protection.isProtected ? protection.kind : 'unprotected';
}
