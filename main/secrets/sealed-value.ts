import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM output, base64. */
export interface SealedValue {
  readonly iv: string;
  readonly tag: string;
  readonly data: string;
}

/** Encrypts bytes under a key; `context` must be the same when they are opened. */
export function seal(key: Buffer, context: string, bytes: Buffer): SealedValue {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context, 'utf8'));
  const data = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return { iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') };
}

/** The bytes, or `undefined` when key, context or content is not what was sealed. */
export function unseal(key: Buffer, context: string, sealed: SealedValue): Buffer | undefined {
  const iv = Buffer.from(sealed.iv, 'base64');
  const tag = Buffer.from(sealed.tag, 'base64');
  if (iv.length !== 12 || tag.length !== 16) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 })
    .setAAD(Buffer.from(context, 'utf8'))
    .setAuthTag(tag);
  const head = decipher.update(Buffer.from(sealed.data, 'base64'));
  try {
    return Buffer.concat([head, decipher.final()]);
  } catch {
    // The only error of final: the tag does not fit.
    return undefined;
  }
}
