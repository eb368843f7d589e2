import type { LogInfo } from '#shared/api/logs.ts';
import type { LogRef } from '#shared/run/artifact.ts';
import type { RunId } from '#shared/run/ids.ts';
import { open } from './base.ts';
import type { ApiContext } from './context.ts';
import { requireRun } from './find-run.ts';
import type { LogPlace, StoredLog } from './ports/log-desk.ts';

export const logCalls = {
  list: open.logs.list.handler(({ context, input }) => listLogs(context.api, input.runId)),
  read: open.logs.read.handler(({ context: { api }, input, signal }) =>
    api.logs.read(placeOf(api, input), input, signal ?? new AbortController().signal),
  ),
  lines: open.logs.lines.handler(({ context: { api }, input }) => api.logs.lines(placeOf(api, input), input)),
  search: open.logs.search.handler(({ context: { api }, input, signal }) =>
    api.logs.search(placeOf(api, input), input, signal ?? new AbortController().signal),
  ),
  replay: open.logs.replay.handler(({ context: { api }, input }) => api.logs.replay(placeOf(api, input), input)),
};

/** The recordings of a run in the order in which their acts began, those under way and those of lost owners included. */
async function listLogs(api: ApiContext, runId: RunId): Promise<readonly LogInfo[]> {
  requireRun(api, runId);
  const stored = await api.logs.list(runId);
  const { state, trace } = api.runs.get(runId);
  const refs = new Map<string, LogRef>(
    state.steps.flatMap(({ acts }) => acts.flatMap(({ log }) => (log === null ? [] : [[idOf(log), log] as const]))),
  );
  const index = new Map(state.steps.map((step) => [step.step.id, step.index]));
  const infos = stored.map(async (log): Promise<{ readonly info: LogInfo; readonly copy: number }> => {
    const at = index.get(log.stepId) ?? -1;
    const starts = trace
      .step(at)
      .started.filter((act) => act.try === log.try && act.undo === log.undo)
      .map((act) => act.startedAt);
    const ref = refs.get(log.logId);
    const size =
      ref === undefined
        ? await api.logs.size(placeOf(api, { runId, logId: log.logId }))
        : { bytes: ref.bytes, lines: ref.lines, closed: true };
    const { logId, stepId, undo, copy } = log;
    const closed = size.closed || !isBeingWritten(api, runId, log);
    const startedAt = starts[copy - 1] ?? starts.at(-1) ?? state.createdAt;
    const { bytes, lines } = size;
    return { info: { logId, stepId, try: log.try, undo, bytes, lines, closed, startedAt }, copy };
  });
  return (await Promise.all(infos))
    .sort((a, b) => a.info.startedAt - b.info.startedAt || a.copy - b.copy)
    .map(({ info }) => info);
}

/** The id of a finished recording: the name of its file without its end. */
function idOf({ path }: LogRef): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.cast$/, '');
}

function placeOf(api: ApiContext, { runId, logId }: { readonly runId: RunId; readonly logId: string }): LogPlace {
  requireRun(api, runId);
  return {
    runId,
    logId,
    isAbandoned(log) {
      return !isBeingWritten(api, runId, log);
    },
  };
}

/** Only the act that is under way writes. */
function isBeingWritten({ runs }: ApiContext, runId: RunId, log: StoredLog): boolean {
  const { state } = runs.get(runId);
  const acting = state.steps.find(({ step }) => step.id === log.stepId)?.acting;
  return acting !== undefined && acting !== null && acting.try === log.try && acting.undo === log.undo;
}
