import type { SecretRow, VaultState } from '#shared/api/settings.ts';

/** The vault by names: values go in and never come out. Throws AppError `vault.*`, `secrets.*`. */
export interface SecretDesk {
  state(): Promise<VaultState>;
  list(): Promise<readonly SecretRow[]>;
  set(name: string, value: string): Promise<void>;
  /** Refused with `secrets.unknown`. */
  remove(name: string): Promise<void>;
  /** Keeps a passphrase in memory for this process. Refused with `vault.locked` when it does not fit. */
  unlock(passphrase: string): Promise<void>;
}
