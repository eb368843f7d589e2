import type { OpenWait, RunState, StepState } from '#main/engine/state.ts';
import type { ErrorData } from '#shared/lib/app-error.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { Verdict } from '#shared/run/verdict.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** What `run --json` prints. Times are ms UTC, as they are stored. */
export function runDocument(state: RunState, summary: RunSummary, lane: Lane | null) {
  return {
    runId: state.runId,
    run: runLabel(state.number),
    execution: summary.execution,
    verification: summary.verification,
    disposition: summary.disposition,
    strength: summary.strength,
    rollback: summary.rollback,
    reason: summary.reason,
    paused: summary.paused,
    canceling: summary.canceling,
    left: state.left,
    plan: { name: state.plan.name, version: state.plan.version, digest: state.planDigest },
    session: state.sessionName,
    servers: state.servers,
    lane,
    waivers: state.waivers,
    waiting: state.steps.flatMap((step) => (step.wait === null ? [] : [waitDocument(step.step.id, step.wait)])),
    steps: state.steps.map(stepDocument),
  };
}

/** `question` names it for `answer --question`. */
function waitDocument(stepId: string, { askedSeq, ...wait }: OpenWait) {
  return { stepId, question: askedSeq, ...wait };
}

function stepDocument(step: StepState) {
  const error = stepError(step);
  return {
    id: step.step.id,
    title: step.step.title,
    status: step.status,
    verdict: step.verdict,
    strength: step.strength,
    tries: step.tries,
    startedAt: step.startedAt,
    finishedAt: step.finishedAt,
    outputs: step.outputs,
    ...(step.undo === null ? {} : { undo: { verdict: step.undo.verdict, reason: step.undo.reason } }),
    ...(error === undefined ? {} : { error }),
  };
}

/** True once a waiver that the run rests on has ended: nobody vouches for its step any more. */
export function isWaiverExpired({ verification, waivers }: RunState, now: number): boolean {
  if (verification !== 'waived') return false;
  const standing = new Set(waivers.filter(({ until }) => until === null || until >= now).map(({ stepId }) => stepId));
  return waivers.some(({ stepId }) => !standing.has(stepId));
}

const GOOD: ReadonlySet<Verdict> = new Set(['verified', 'satisfied', 'carried', 'skipped']);

/** Why a step did not end well: its act's own error where that is the reason, else its verdict's. */
function stepError(step: StepState): ErrorData | undefined {
  if (step.verdict === null || GOOD.has(step.verdict)) return undefined;
  const code = step.report?.error?.code ?? `step.${step.verdict}`;
  return { code, message: step.reason };
}

/** The exit code that a run's state stands for. */
export function runExitCode(run: Pick<RunSummary, 'execution' | 'verification'>): ExitCode {
  switch (run.execution) {
    case 'canceled':
      return EXIT.canceled;
    case 'waiting':
      return run.verification === 'indeterminate' ? EXIT.indeterminate : EXIT.waits;
    case 'queued':
    case 'claimed':
    case 'running':
    case 'interrupted':
      return EXIT.waits;
    case 'finished':
      break;
  }
  switch (run.verification) {
    case 'passed':
      return EXIT.ok;
    // Somebody vouches for what did not pass; a script must not take that for a pass.
    case 'waived':
    case 'failed':
      return EXIT.failed;
    case 'indeterminate':
    case 'pending':
      return EXIT.indeterminate;
  }
}
