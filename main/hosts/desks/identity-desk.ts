import type { IdentityDesk } from '#main/api/ports/identity-desk.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { parsePublicKey } from '#main/proof/format/ssh.ts';
import { exportPublicKey, type Identity, openSigner, readIdentity, rotateIdentity } from '#main/proof/sign/identity.ts';
import type { Signer } from '#main/proof/sign/signer.ts';
import { addTrusted, listTrusted, namedKey, removeTrusted } from '#main/proof/sign/trust-list.ts';
import type { IdentityView } from '#shared/api/identity.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { Passphrase } from '../passphrases.ts';
import { type SigningKeyOptions, wrapForNewKey, wrapOfIdentity } from '../signing-key.ts';

/** The identity desk, and what the other desks of this process need of it. */
export interface SigningDesk extends IdentityDesk {
  /** Who signs here; a key is made at the first use. */
  signer(): Promise<Signer>;
  /** Keeps a passphrase when it opens the key; false when it does not, or none is needed. */
  unlock(passphrase: string): Promise<boolean>;
}

export interface IdentityDeskOptions {
  readonly dataDir: string;
  /** Name of the person. */
  readonly name: string;
  readonly clock: Clock;
  /** Given with the start of the process; `undefined`: none. */
  readonly passphrase: string | undefined;
  readonly keyring?: Pick<SigningKeyOptions, 'keyring' | 'probe'>;
}

export function openIdentityDesk(options: IdentityDeskOptions): SigningDesk {
  const { dataDir, name, clock, passphrase: given, keyring = {} } = options;
  const known = new Passphrase(given === undefined ? undefined : () => Promise.resolve(given));
  const opening = (): SigningKeyOptions => ({ ...keyring, passphrase: known.source });
  // A new key without a passphrase is unprotected, which is shown wherever the key is.
  const making = (passphrase: string | null): SigningKeyOptions => ({
    ...keyring,
    passphrase: async () => passphrase ?? '',
  });
  const existing = async (): Promise<Identity> => {
    const identity = await readIdentity(dataDir);
    if (identity !== undefined) return identity;
    throw new AppError('identity.none', 'there is no signing key yet', {
      hint: 'make one; the first export does it too',
    });
  };
  const keep = (passphrase: string | null): void => known.keep(passphrase ?? undefined);
  return {
    async get() {
      const identity = await readIdentity(dataDir);
      return identity === undefined ? null : view(identity, name);
    },
    async create(passphrase) {
      if ((await readIdentity(dataDir)) !== undefined) {
        throw new AppError('identity.exists', 'there is a signing key already', { hint: 'rotate it to replace it' });
      }
      await openSigner(dataDir, await wrapForNewKey(making(passphrase)), clock.now());
      keep(passphrase);
      return view(await existing(), name);
    },
    async rotate(passphrase) {
      const from = wrapOfIdentity(await existing(), opening());
      const to = await wrapForNewKey(making(passphrase));
      const identity = await rotateIdentity(dataDir, { from, to, now: clock.now(), reason: 'rotated' });
      await from.forget();
      keep(passphrase);
      return view(identity, name);
    },
    async publicKey(form) {
      const publicKey = parsePublicKey((await existing()).key.publicKey);
      if (publicKey === undefined) throw new AppError('proof.damaged-file', 'identity.json holds no public key');
      return exportPublicKey(publicKey, form);
    },
    trusted: () => listTrusted(dataDir),
    async trust(keyName, key) {
      const row = { ...keyIn(key.trim()), name: keyName, addedAt: clock.now() };
      await addTrusted(dataDir, row);
      return row;
    },
    async distrust(fingerprint) {
      if (await removeTrusted(dataDir, fingerprint)) return;
      throw new AppError('trust.unknown', `${fingerprint} is not in the trust list`, {
        hint: 'look at the list again',
      });
    },
    async signer() {
      const identity = await readIdentity(dataDir);
      const wrap =
        identity === undefined
          ? await wrapForNewKey({ ...keyring, passphrase: known.source ?? (async () => '') })
          : wrapOfIdentity(identity, opening());
      return openSigner(dataDir, wrap, clock.now());
    },
    async unlock(passphrase) {
      const identity = await readIdentity(dataDir);
      if (identity?.protection.kind !== 'passphrase') return false;
      try {
        const wrap = wrapOfIdentity(identity, { ...keyring, passphrase: async () => passphrase });
        await openSigner(dataDir, wrap, clock.now());
      } catch (error) {
        if (error instanceof AppError && error.code === 'identity.locked') return false;
        throw error;
      }
      keep(passphrase);
      return true;
    },
  };
}

function view({ key, protection, retired }: Identity, name: string): IdentityView {
  return {
    fingerprint: key.fingerprint,
    name,
    protection: protection.isProtected ? protection.kind : 'none',
    createdAt: key.createdAt,
    retired: retired.map(({ fingerprint, retiredAt }) => ({ fingerprint, retiredAt })),
  };
}

function keyIn(key: string): NonNullable<ReturnType<typeof namedKey>> {
  const named = namedKey(key);
  if (named !== undefined) return named;
  throw new AppError('identity.key', 'that is not an Ed25519 public key', {
    hint: 'give it as PEM, as the line of an ssh key, or its fingerprint SHA256:…',
  });
}
