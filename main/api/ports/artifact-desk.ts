import type { Digest } from '#shared/lib/digest.ts';

/** Reads what steps left, by content. */
export interface ArtifactDesk {
  /** Throws AppError `artifact.gone`. `size`: bytes of the whole content. */
  read(
    digest: Digest,
    range: { readonly offset: number; readonly maxBytes: number },
  ): Promise<{ readonly bytes: Uint8Array; readonly size: number }>;
  verify(digest: Digest): Promise<'intact' | 'changed' | 'missing'>;
}
