import { createHash } from 'node:crypto';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Digest } from '#shared/lib/digest.ts';

/** sha256 of bytes, or of a text's UTF-8 bytes. */
export function sha256(data: string | Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(data).digest('hex')}` as Digest;
}

/** sha256 of the canonical JSON (RFC 8785) of a value. */
export function jsonDigest(value: unknown): Digest {
  return sha256(canonicalJson(value));
}
