import type { RunSummary, StepStatus, StepSummary } from './run.ts';
import type { UndoVerdict, Verdict } from './verdict.ts';

/** The one word under which a run or a step is shown: a reading of its axes, never a state of its own. */
export const SHOWN_STATUSES = [
  'queued',
  'claimed',
  'running',
  'verifying',
  'approval',
  'paused',
  'succeeded',
  'waived',
  'failed',
  'rolledback',
  'canceled',
  'indoubt',
] as const;
export type ShownStatus = (typeof SHOWN_STATUSES)[number];

/** What of a run decides how it is shown. */
export type RunAxes = Pick<RunSummary, 'execution' | 'verification' | 'rollback' | 'paused'>;

/** How a run is shown. `succeeded` only where it finished and every reading says so; `step`: what its current step does. */
export function runStatus(run: RunAxes, step: StepStatus | null = null): ShownStatus {
  switch (run.execution) {
    case 'queued':
      return run.paused ? 'paused' : 'queued';
    case 'claimed':
      return 'claimed';
    case 'running':
      // An act under way whose server asks keeps its lane, and waits all the same.
      if (step === 'waiting') return 'approval';
      return step === 'verifying' ? 'verifying' : step === 'doubt' ? 'indoubt' : 'running';
    case 'interrupted':
      return 'indoubt';
    case 'waiting':
      if (run.verification === 'indeterminate') return 'indoubt';
      // An answer given during a pause takes effect when it is lifted.
      return run.paused ? 'paused' : 'approval';
    case 'canceled':
      return 'canceled';
    case 'finished':
      return finishedStatus(run);
  }
}

function finishedStatus(run: RunAxes): ShownStatus {
  switch (run.verification) {
    case 'passed':
      return 'succeeded';
    case 'waived':
      return 'waived';
    case 'failed':
      return run.rollback === 'verified' ? 'rolledback' : 'failed';
    case 'indeterminate':
    case 'pending':
      return 'indoubt';
  }
}

/** How a step is shown. */
export function stepStatus(step: Pick<StepSummary, 'status' | 'verdict' | 'undo'>): ShownStatus {
  const own = step.status === 'settled' && step.verdict !== null ? VERDICTS[step.verdict] : null;
  // What failed stays failed, however little is known of its undo.
  if (step.undo !== null && !(own === 'failed' && step.undo !== 'restored')) return UNDO[step.undo];
  switch (step.status) {
    case 'pending':
      return 'queued';
    case 'checking':
    case 'verifying':
      return 'verifying';
    case 'acting':
    case 'backoff':
    case 'undoing':
      return 'running';
    case 'waiting':
      return 'approval';
    case 'doubt':
      return 'indoubt';
    case 'settled':
      return own ?? 'indoubt';
  }
}

const UNDO: Record<UndoVerdict, ShownStatus> = {
  restored: 'rolledback',
  unverified: 'indoubt',
  'not-restored': 'failed',
  unreadable: 'indoubt',
};

const VERDICTS: Record<Verdict, ShownStatus> = {
  verified: 'succeeded',
  satisfied: 'succeeded',
  carried: 'succeeded',
  skipped: 'canceled',
  failed: 'failed',
  indeterminate: 'indoubt',
  blocked: 'failed',
  denied: 'failed',
  expired: 'failed',
  canceled: 'canceled',
};

/** True for a step whose readings speak for it. */
export function isProved(step: Pick<StepSummary, 'verdict' | 'undo'>): boolean {
  return step.undo === null && step.verdict !== null && VERDICTS[step.verdict] === 'succeeded';
}
