import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import type { VerificationView } from '#shared/api/proofs.ts';

/** Which bundle is verified: one that the host knows by an id, or a file that a person gave. */
export type BundleSource =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'file'; readonly file: File; readonly given: number };

/** Name of the last page segment that stands for no bundle yet. */
export const NEW_BUNDLE = 'new';

/** Verifies a bundle. An id is that of a bundle opened with the app, else of one exported here. */
export async function verifyBundle(source: BundleSource, signal: AbortSignal): Promise<VerificationView> {
  if (source.kind === 'file') return client.proofs.verify({ file: source.file }, { signal });
  try {
    return await client.proofs.verify({ openedId: source.id }, { signal });
  } catch (thrown) {
    if (toClientError(thrown).code !== 'bundle.unknown-opened') throw thrown;
    return client.proofs.verify({ exportId: source.id }, { signal });
  }
}
