import type { Settings } from '#shared/api/settings.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';

/** What a person is told of beside the window. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly route: string;
}

type Told = Pick<RunSummary, 'execution' | 'waitingFor' | 'verification'>;

/** What to tell of a run that changed; undefined when nothing of it calls for a person, or they do not want to be told. */
export function noticeOf(
  before: Told | undefined,
  run: RunSummary,
  wanted: Settings['notifications'],
): Notice | undefined {
  const label = runLabel(run.number);
  const told = (title: string): Notice => ({
    title,
    body: run.reason === '' ? run.planName : `${run.planName}: ${run.reason}`,
    route: `/runs/${label}`,
  });
  if (needsPerson(run)) {
    return wanted.approvals && !needsPerson(before) ? told(`${label} needs a decision`) : undefined;
  }
  if (!wanted.failures || run.execution !== 'finished' || before?.execution === 'finished') return undefined;
  if (run.verification === 'failed') return told(`${label} failed`);
  return run.verification === 'indeterminate' ? told(`${label} is in doubt`) : undefined;
}

/** Whether a run waits for a person. */
export function needsPerson(run: Told | undefined): boolean {
  // A run may work on in other steps, or in the middle of an act, while it asks.
  return (run?.execution === 'waiting' || run?.execution === 'running') && run.waitingFor !== null;
}
