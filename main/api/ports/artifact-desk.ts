import type { Digest } from '#shared/lib/digest.ts';

/** Reads what steps left, by content. */
export interface ArtifactDesk {
  /** Throws AppError `artifact.gone`. `size`: bytes of the whole content. */
  read(
    digest: Digest,
    range: { readonly offset: number; readonly maxBytes: number },
  ): Promise<{ readonly bytes: Uint8Array; readonly size: number }>;
  /**
   * Reads the whole content and compares it with its digest; without `again` only where its file is not as it was when that was
   * done last. Throws when the signal aborts.
   */
  verify(
    digest: Digest,
    options: { readonly again: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<'intact' | 'changed' | 'missing'>;
}
