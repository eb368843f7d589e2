import type { Digest } from '#shared/lib/digest.ts';
import type { RunId } from '#shared/run/ids.ts';
import { client } from '../client.ts';
import { keys } from '../keys.ts';
import { useAnswer } from '../query.ts';

/** Where an artifact comes from; nothing is asked while none is chosen. */
export const useArtifactOrigin = (
  artifact: { readonly runId: RunId; readonly stepId: string; readonly name: string } | null,
) =>
  useAnswer(artifact === null ? null : keys.artifactOrigin(artifact.runId, artifact.stepId, artifact.name), (signal) =>
    client.artifacts.origin(artifact as NonNullable<typeof artifact>, { signal }),
  );

/** Up to 1 MiB of a content, which never changes under its digest. */
export const useArtifactContent = (digest: Digest | null, offset = 0) =>
  useAnswer(
    digest === null ? null : keys.artifactContent(digest, offset),
    (signal) => client.artifacts.read({ digest: digest as Digest, offset, maxBytes: 1_048_576 }, { signal }),
    { staleTime: Number.POSITIVE_INFINITY },
  );
