import type { RunId } from '#shared/run/ids.ts';
import { client } from '../client.ts';
import { keys } from '../keys.ts';
import { useAnswer } from '../query.ts';

/** Everything of one run, by id, number or label. */
export const useRun = (ref: string) => useAnswer(keys.run(ref), (signal) => client.runs.get({ ref }, { signal }));

/** One step for the inspector; nothing is asked while none is chosen. */
export const useStep = (runId: RunId | null, stepId: string | null) =>
  useAnswer(
    runId === null || stepId === null ? null : keys.step(runId, stepId),
    (signal) => client.runs.step({ runId: runId as RunId, stepId: stepId as string }, { signal }),
    { keepPrevious: true },
  );

/** Where two runs differ. */
export const useComparison = (left: RunId | null, right: RunId | null) =>
  useAnswer(left === null || right === null ? null : keys.comparison(left, right), (signal) =>
    client.runs.compare({ left: left as RunId, right: right as RunId }, { signal }),
  );

/** Everything that waits for a person. */
export const useQuestions = () => useAnswer(keys.questions(), (signal) => client.questions.list({}, { signal }));

/** Recordings of a run's acts. */
export const useLogs = (runId: RunId | null) =>
  useAnswer(runId === null ? null : keys.logs(runId), (signal) =>
    client.logs.list({ runId: runId as RunId }, { signal }),
  );
