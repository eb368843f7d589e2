import { SSH_NAMESPACE } from '../format/names.ts';
import { openRotation } from '../format/rotation.ts';
import { fingerprintOf, parsePublicKey } from '../format/ssh.ts';

/** Keys that the reader of a bundle trusts, and why. */
export interface TrustOptions {
  /** Public keys as PEM or as a line of ssh. */
  readonly keys?: readonly string[];
  /** The text of an allowed_signers file of OpenSSH. */
  readonly allowedSigners?: string;
  /** Keys by their fingerprints. Only with the key itself (PEM or a line of ssh) its countersignatures can be checked. */
  readonly trusted?: readonly { readonly fingerprint: string; readonly name: string; readonly key?: string }[];
  /** Statements by which a key names its successor; whoever trusts the old key then trusts the new one. */
  readonly rotations?: readonly { readonly from: string; readonly envelope: unknown }[];
  /** ms UTC: for what an allowed_signers file limits in time. */
  readonly now: number;
}

/** The trusted keys: fingerprint to name and, where it is known, the 32 bytes of the key. */
export type TrustedKeys = ReadonlyMap<string, { readonly name: string; readonly key: Buffer | undefined }>;

/** Throws a RangeError for a key or a line that cannot be read: nobody must think that it counts. */
export function trustedKeys(options: TrustOptions): TrustedKeys {
  const found = new Map<string, { name: string; key: Buffer | undefined }>();
  for (const { fingerprint, name, key: text } of options.trusted ?? []) {
    const key = text === undefined ? undefined : parsePublicKey(text);
    if (text !== undefined && (key === undefined || fingerprintOf(key) !== fingerprint)) {
      throw new RangeError(`the key of ${name} is not that of ${fingerprint}`);
    }
    found.set(fingerprint, { name, key });
  }
  for (const text of options.keys ?? []) {
    const key = parsePublicKey(text);
    if (key === undefined) throw new RangeError('a key is neither an Ed25519 public key in PEM nor one of ssh');
    found.set(fingerprintOf(key), { name: 'key', key });
  }
  for (const [name, key] of allowedSigners(options)) found.set(fingerprintOf(key), { name, key });
  follow(found, options.rotations ?? []);
  return found;
}

function follow(
  found: Map<string, { name: string; key: Buffer | undefined }>,
  rotations: TrustOptions['rotations'] = [],
): void {
  for (const { from, envelope } of rotations) {
    const old = parsePublicKey(from);
    const trusted = old === undefined ? undefined : found.get(fingerprintOf(old));
    if (old === undefined || trusted === undefined) continue;
    const rotation = openRotation(envelope, old);
    if (rotation === undefined) throw new RangeError('a rotation is not signed by the key that it replaces');
    if (!found.has(rotation.to)) found.set(rotation.to, { name: `${trusted.name} (rotated)`, key: rotation.key });
  }
}

function allowedSigners({ allowedSigners = '', now }: TrustOptions): readonly (readonly [string, Buffer])[] {
  return allowedSigners.split(/\r?\n/).flatMap((line) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const [, principals, options = '', type, base64] =
      /^("[^"]*"|\S+)\s+(?:((?:[a-z-]+(?:="[^"]*")?,?)+)\s+)?((?:ssh|ecdsa|sk)-\S+)\s+([A-Za-z0-9+/=]+)/.exec(
        trimmed,
      ) ?? [];
    if (principals === undefined)
      throw new RangeError(`not a line of an allowed_signers file: ${trimmed.slice(0, 80)}`);
    // Keys of other kinds and authorities cannot have signed a bundle.
    if (type !== 'ssh-ed25519' || /(?:^|,)cert-authority(?:,|$)/.test(options)) return [];
    if (!isForUs(option(options, 'namespaces')) || !isInTime(options, now)) return [];
    const key = parsePublicKey(`${type} ${base64}`);
    if (key === undefined) throw new RangeError(`not a key: ${trimmed.slice(0, 80)}`);
    return [[principals.replaceAll('"', ''), key] as const];
  });
}

function option(options: string, name: string): string | undefined {
  return new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(options)?.[1];
}

function isForUs(namespaces: string | undefined): boolean {
  if (namespaces === undefined) return true;
  return namespaces.split(',').some((pattern) => {
    const source = pattern
      .replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`).test(SSH_NAMESPACE);
  });
}

/** `YYYYMMDD[HHMM[SS]][Z]`; without `Z` it is local time, as for OpenSSH. */
function isInTime(options: string, now: number): boolean {
  const time = (name: string): number | undefined => {
    const text = option(options, name);
    if (text === undefined) return undefined;
    const [, year, month, day, hour = '00', minute = '00', second = '00', zone = ''] =
      /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z?)$/.exec(text) ?? [];
    const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
    if (Number.isNaN(at)) throw new RangeError(`not a time of an allowed_signers file: ${text}`);
    return at;
  };
  const after = time('valid-after');
  const before = time('valid-before');
  return (after === undefined || now >= after) && (before === undefined || now <= before);
}
