import { type } from '@orpc/contract';
import * as z from 'zod';
import { call } from './base.ts';

/** Who signs bundles here. */
export interface IdentityView {
  readonly fingerprint: string;
  readonly name: string;
  /** How the key is kept: keyring, passphrase, none. */
  readonly protection: string;
  /** ms UTC. */
  readonly createdAt: number;
  readonly retired: readonly { readonly fingerprint: string; readonly retiredAt: number | null }[];
}

export interface TrustedRow {
  readonly fingerprint: string;
  readonly name: string;
  /** ms UTC. */
  readonly addedAt: number | null;
}

const name = z.string().trim().min(1).max(120);

export const identity = {
  /** `null` until the first export or `create`. */
  get: call.input(z.strictObject({})).output(type<IdentityView | null>()),
  /** Makes the signing key. A passphrase is used where there is no keyring; `null` leaves it unprotected, which is shown. */
  create: call
    .input(z.strictObject({ passphrase: z.string().min(8).max(1024).nullable() }))
    .output(type<IdentityView>()),
  /** A new key, vouched for by the old one. */
  rotate: call
    .input(z.strictObject({ passphrase: z.string().min(8).max(1024).nullable() }))
    .output(type<IdentityView>()),
  publicKey: call
    .input(z.strictObject({ form: z.enum(['pem', 'ssh', 'allowed-signers']) }))
    .output(type<{ readonly text: string }>()),
  trusted: call.input(z.strictObject({})).output(type<readonly TrustedRow[]>()),
  /** `key`: PEM or one line of ssh. Refused with `identity.*`. */
  trust: call.input(z.strictObject({ name, key: z.string().min(1).max(4096) })).output(type<TrustedRow>()),
  distrust: call.input(z.strictObject({ fingerprint: z.string().min(1).max(200) })).output(type<null>()),
};
