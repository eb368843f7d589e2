import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import { uploadedBundle } from '#renderer/parts/open-bundle/uploaded-bundles.ts';
import type { VerificationView } from '#shared/api/proofs.ts';

/** In place of an id: no bundle was given yet. */
export const NEW_BUNDLE = 'new';

/** Verifies the bundle of an id: a file that was given to this page, one opened with the app, or one exported here. */
export async function verifyBundle(id: string, signal: AbortSignal): Promise<VerificationView> {
  const file = uploadedBundle(id);
  if (file !== undefined) return client.proofs.verify({ file }, { signal });
  try {
    return await client.proofs.verify({ openedId: id }, { signal });
  } catch (thrown) {
    if (toClientError(thrown).code !== 'bundle.unknown-opened') throw thrown;
    return client.proofs.verify({ exportId: id }, { signal });
  }
}
