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
