import { compareRuns } from '#main/runtime/views/compare-runs.ts';
import { runDetail } from '#main/runtime/views/run-detail.ts';
import type { RunFold } from '#main/runtime/views/run-folds.ts';
import { stepInspection } from '#main/runtime/views/step-inspection.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { open } from './base.ts';
import type { ApiContext } from './context.ts';
import { command, requireRun } from './find-run.ts';
import { retryRun } from './start/retry-run.ts';
import { startStored } from './start/start-stored.ts';
import { runEvents } from './streams/run-events.ts';

export const runCalls = {
  get: open.runs.get.handler(({ context: { api }, input }) => {
    const found = api.store.runs.find(input.ref);
    if (found === undefined) {
      throw new AppError('run.unknown', `there is no run ${input.ref}`, { hint: 'it may be of another data folder' });
    }
    return runDetail(api.store, api.runs.get(found.runId));
  }),
  step: open.runs.step.handler(({ context: { api }, input }) => {
    const fold = api.runs.get(input.runId);
    requireStep(fold, input.stepId);
    return stepInspection(api.store, fold, input.stepId);
  }),
  events: open.runs.events.handler(({ context: { api }, input }) => {
    requireRun(api, input.runId);
    const events = api.store.runs.events(input.runId, input.after).slice(0, input.limit);
    return { events, total: api.runs.get(input.runId).state.seq };
  }),
  watch: open.runs.watch.handler(({ context, input, signal }) =>
    runEvents(context.api, input, signal ?? new AbortController().signal),
  ),
  start: open.runs.start.handler(({ context, input }) => startStored(context.api, input)),
  retry: open.runs.retry.handler(({ context, input }) => retryRun(context.api, input)),
  cancel: open.runs.cancel.handler(({ context, input: { runId, reason } }) =>
    command(context.api, runId, { type: 'cancel', reason }),
  ),
  pause: open.runs.pause.handler(({ context, input: { runId, reason } }) =>
    command(context.api, runId, { type: 'pause', reason }),
  ),
  resume: open.runs.resume.handler(({ context, input: { runId } }) =>
    command(context.api, runId, { type: 'lift-pause', reason: null }),
  ),
  move: open.runs.move.handler(({ context, input: { runId, lane, before } }) =>
    command(context.api, runId, { type: 'move', lane, before }),
  ),
  waive: open.runs.waive.handler(({ context, input: { runId, stepId, reason, until } }) =>
    command(context.api, runId, { type: 'waive', stepId, reason, until }),
  ),
  compare: open.runs.compare.handler(({ context: { api }, input }) =>
    compareRuns(sideOf(api, api.runs.get(input.left)), sideOf(api, api.runs.get(input.right))),
  ),
};

function requireStep({ state }: RunFold, stepId: string): void {
  if (state.steps.some(({ step }) => step.id === stepId)) return;
  throw new AppError('run.unknown-step', `the plan has no step ${stepId}`, {
    hint: `steps: ${state.steps.map(({ step }) => step.id).join(', ')}`,
  });
}

/** A run with its plan as it was typed; where nobody typed it here, as it was read. */
function sideOf({ store }: ApiContext, { state }: RunFold): Parameters<typeof compareRuns>[0] {
  const typed = store.library.textOf(state.planDigest as Digest);
  return { state, text: typed?.text ?? JSON.stringify(state.plan, null, 2) };
}
