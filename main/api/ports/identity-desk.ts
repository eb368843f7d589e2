import type { IdentityView, TrustedRow } from '#shared/api/identity.ts';

/** The signing key of the data folder and whom it trusts. Throws AppError `identity.*`, `trust.*`. */
export interface IdentityDesk {
  get(): Promise<IdentityView | null>;
  /** Refused with `identity.exists`. */
  create(passphrase: string | null): Promise<IdentityView>;
  rotate(passphrase: string | null): Promise<IdentityView>;
  publicKey(form: 'pem' | 'ssh' | 'allowed-signers'): Promise<string>;
  trusted(): Promise<readonly TrustedRow[]>;
  trust(name: string, key: string): Promise<TrustedRow>;
  distrust(fingerprint: string): Promise<void>;
}
