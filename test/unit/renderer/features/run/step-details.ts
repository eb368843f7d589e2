import type { RunDetail, StepDetail } from '#shared/api/runs.ts';
import type { Reading } from '#shared/run/reading.ts';
import { stepStatus } from '#shared/run/status.ts';

type Summary = StepDetail['summary'];

/** A step as the run screen gets it: pending, with one check, unless told. */
export function stepDetail(
  index: number,
  summary: Partial<Summary> = {},
  rest: Partial<Omit<StepDetail, 'summary'>> = {},
): StepDetail {
  const whole: Summary = {
    id: `step-${index + 1}`,
    index,
    title: `Step number ${index + 1}`,
    status: 'pending',
    verdict: null,
    strength: null,
    tries: 0,
    undo: null,
    reason: '',
    outputs: {},
    startedAt: null,
    finishedAt: null,
    ...summary,
  };
  return {
    summary: whole,
    status: stepStatus(whole),
    tool: 'shell',
    effect: 'write',
    needs: index === 0 ? [] : [`step-${index}`],
    checks: [{ name: 'it holds', kind: 'shell', severity: 'fail', strength: null, before: null, after: null }],
    undo: null,
    acts: [],
    artifacts: [],
    spans: [],
    estimateMs: null,
    ...rest,
  };
}

/** One reading of the first check. */
export function reading(status: Reading['status']): Reading {
  return {
    check: 0,
    name: 'it holds',
    kind: 'shell',
    severity: 'fail',
    status,
    observed: { exit: status === 'green' ? 0 : 1 },
    message: status,
    at: 0,
    durationMs: 5,
    polls: 1,
  };
}

/** The part of a run that words are made of. */
export function runOf(
  steps: readonly StepDetail[],
  rest: {
    readonly status: RunDetail['status'];
    readonly paused?: boolean;
    readonly canceling?: boolean;
    readonly waitingFor?: RunDetail['run']['waitingFor'];
  },
): Pick<RunDetail, 'steps' | 'status' | 'run'> {
  const { status, paused = false, canceling = false, waitingFor = null } = rest;
  return { steps, status, run: { paused, canceling, waitingFor } as RunDetail['run'] };
}
