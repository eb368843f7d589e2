import type { EventDraft } from '#shared/run/event.ts';
import type { ProofAct, ProofAnswer } from '#shared/run/proof.ts';
import { withoutQuestion } from './act-question.ts';
import { answeredStep } from './answered-step.ts';
import { needsApproval } from './approval.ts';
import type { RunState, StepState } from './state.ts';

/** A waiver is about a step, but changes nothing of it. */
type StepEvent = Exclude<Extract<EventDraft, { data: { stepId: string | null } }>, { type: 'step.waived' }>;

/** One step after one of its events. `run` is the run before it, with its seq already counted. */
export function evolveStep(current: StepState, event: StepEvent, run: RunState): StepState {
  const step: StepState = { ...current, lastSeq: run.seq };
  switch (event.type) {
    case 'step.started':
      return { ...step, status: 'checking', readPhase: 'before', fresh: null, startedAt: event.at, firstSeq: run.seq };
    case 'checks.read':
      return readStep(step, event);
    case 'act.started': {
      const { undo } = event.data;
      return {
        ...step,
        status: undo ? 'undoing' : 'acting',
        fresh: null,
        retryAt: null,
        acting: { try: event.data.try, undo, generation: run.generation },
        tries: undo ? step.tries : event.data.try,
        report: undo ? step.report : null,
        after: undo ? step.after : [],
        undoActed: undo || step.undoActed,
        answers: undo ? step.answers : withPolicyApproval(step, event, run),
      };
    }
    case 'act.finished':
      return finishedStep(withoutQuestion(step), event);
    case 'question.asked': {
      const { stepId: _, ...question } = event.data;
      return { ...step, question: { ...question, answer: null } };
    }
    case 'question.withdrawn':
      return withoutQuestion(step);
    case 'step.doubted':
      return { ...withoutQuestion(step), status: event.data.undo ? 'undoing' : 'doubt', acting: null, fresh: null };
    case 'retry.scheduled':
      return { ...step, status: 'backoff', retryAt: event.data.at, reason: event.data.reason, fresh: null };
    case 'timer.fired':
      if (event.data.timer === 'expiry') return { ...step, wait: null, fresh: 'expired' };
      return { ...step, status: 'checking', readPhase: 'retry', retryAt: null, fresh: null };
    case 'wait.opened': {
      const { stepId: _, ...asked } = event.data;
      const wait = { ...asked, askedSeq: run.seq };
      // A server that asks does so in the middle of the act, which goes on.
      if (wait.asker !== undefined) return { ...step, wait };
      return { ...step, status: 'waiting', wait, fresh: null };
    }
    case 'wait.answered':
      return answeredStep(step, event);
    case 'step.settled':
      return {
        ...withoutQuestion(step),
        status: 'settled',
        fresh: null,
        acting: null,
        wait: null,
        retryAt: null,
        verdict: event.data.verdict,
        strength: event.data.strength,
        checks: event.data.checks,
        reason: event.data.reason,
        startedAt: step.startedAt ?? event.at,
        finishedAt: event.at,
        firstSeq: step.firstSeq === 0 ? run.seq : step.firstSeq,
      };
    case 'undo.started':
      return { ...step, status: 'undoing', fresh: null };
    case 'undo.settled':
      return {
        ...withoutQuestion(step),
        status: 'settled',
        fresh: null,
        acting: null,
        undo: { verdict: event.data.verdict, reason: event.data.reason, readings: step.undoReadings },
      };
  }
}

function readStep(step: StepState, event: EventDraft<'checks.read'>): StepState {
  const { phase, readings, preconditions, error } = event.data;
  const read: StepState = { ...step, fresh: phase, readError: error === null ? null : error.message };
  switch (phase) {
    case 'before':
      return { ...read, preconditions, before: readings };
    case 'after':
      return { ...read, after: readings };
    case 'retry':
    case 'recovery':
      return { ...read, after: readings, rereadings: [...step.rereadings, { phase, readings }] };
    case 'undo':
      return { ...read, undoReadings: readings };
  }
}

function finishedStep(step: StepState, event: EventDraft<'act.finished'>): StepState {
  const { stepId: _, try: attempt, undo, ...report } = event.data;
  const act: ProofAct = {
    try: attempt,
    undo,
    call: report.call,
    tool: report.tool,
    ok: report.ok,
    error: report.error,
    result: report.result,
    log: report.log,
    startedAt: report.startedAt,
    finishedAt: report.startedAt + report.durationMs,
  };
  const done = { ...step, acting: null, acts: [...step.acts, act] };
  if (undo) return { ...done, status: 'undoing', fresh: null };
  const proceed = !report.stopped && (report.ok || step.step.allowFailure);
  return {
    ...done,
    status: proceed ? 'verifying' : 'acting',
    fresh: proceed ? null : 'act',
    report,
    outputs: report.outputs,
    artifacts: report.artifacts,
  };
}

/** The caller's blanket approval (`--yes`) becomes an answer of the record when the act rests on it. */
function withPolicyApproval(step: StepState, event: EventDraft<'act.started'>, run: RunState): readonly ProofAnswer[] {
  if (!run.policy.approve || !needsApproval(run, step.step) || step.approved || step.tries > 0) return step.answers;
  const answer: ProofAnswer = {
    kind: 'approval',
    answer: { kind: 'approve' },
    actor: run.creator,
    reason: 'approved when the run was started',
    at: event.at,
  };
  return [...step.answers, answer];
}
