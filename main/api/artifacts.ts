import { artifactOrigin } from '#main/runtime/views/artifact-origin.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { open } from './base.ts';

export const artifactCalls = {
  list: open.artifacts.list.handler(({ context, input }) => context.api.store.artifactsPage(input)),
  origin: open.artifacts.origin.handler(({ context: { api }, input: { runId, stepId, name } }) => {
    const origin = artifactOrigin(api.store, api.runs.get(runId), stepId, name);
    if (origin !== undefined) return origin;
    throw new AppError('artifact.unknown', `step ${stepId} left no artifact ${name}`, {
      hint: 'list those of the run',
    });
  }),
  read: open.artifacts.read.handler(async ({ context, input: { digest, ...range } }) => {
    const { bytes, size } = await context.api.artifacts.read(digest, range);
    return { base64: Buffer.from(bytes).toString('base64'), size };
  }),
  verify: open.artifacts.verify.handler(async ({ context: { api }, input: { digest, again }, signal }) => ({
    status: await api.artifacts.verify(digest, { again, signal }),
    at: api.services.clock.now(),
  })),
};
