/** `sha256:` followed by 64 lower-case hex digits. Computed in main/kernel/hash; compared anywhere. */
export type Digest = string & { readonly __digest: 'sha256' };

const FORM = /^sha256:[0-9a-f]{64}$/;

/** True when the text has the form of a digest. */
export function isDigest(text: string): text is Digest {
  return FORM.test(text);
}

/** The 64 hex digits of a digest. */
export function digestHex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}
