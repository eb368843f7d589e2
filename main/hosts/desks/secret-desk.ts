import type { SecretDesk } from '#main/api/ports/secret-desk.ts';
import { probeKeyring } from '#main/secrets/keyring.ts';
import type { VaultState } from '#shared/api/settings.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import type { ControlRoom } from '../compose.ts';

type Room = Pick<ControlRoom, 'vault' | 'vaultPassphrase' | 'knownSecrets' | 'environment'>;

/** The vault of a room. `opensKey`: tries a passphrase on the signing key, which is unlocked by the same question. */
export function openSecretDesk(room: Room, opensKey: (passphrase: string) => Promise<boolean>): SecretDesk {
  const { vault, vaultPassphrase, knownSecrets, environment } = room;
  return {
    state: () => stateOf(room),
    async list() {
      const entries = await vault.list();
      return entries.map(({ name, updatedAt }) => ({ name, updatedAt, shadowed: environment[name] !== undefined }));
    },
    async set(name, value) {
      // First: what fails while it is stored must not show it either.
      knownSecrets.register(value);
      await vault.set(name, value);
    },
    async remove(name) {
      if (await vault.remove(name)) return;
      throw new AppError('secrets.unknown', `the vault has no secret ${name}`, { hint: 'look at the list again' });
    },
    async unlock(passphrase) {
      knownSecrets.register(passphrase);
      const isKeyOpen = await opensKey(passphrase);
      const before = vaultPassphrase.source;
      vaultPassphrase.keep(passphrase);
      try {
        await vault.unlock();
      } catch (error) {
        const isOther = errorCode(error) === 'vault.locked';
        vaultPassphrase.keep(isOther && before !== undefined ? await before() : undefined);
        if (!isOther || !isKeyOpen) throw error;
      }
    },
  };
}

async function stateOf({ vault, vaultPassphrase }: Room): Promise<VaultState> {
  const protection = (await vault.keySource()) ?? null;
  if (protection === 'keyring') return { protection, locked: false };
  if (protection === null) return { protection, locked: !vaultPassphrase.isKnown && !(await probeKeyring()).works };
  if (!vaultPassphrase.isKnown) return { protection, locked: true };
  try {
    await vault.unlock();
    return { protection, locked: false };
  } catch (error) {
    if (errorCode(error) !== 'vault.locked') throw error;
    return { protection, locked: true };
  }
}
