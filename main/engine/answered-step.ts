import { assertNever } from '#shared/lib/assert-never.ts';
import type { ActReport, EventDraft } from '#shared/run/event.ts';
import type { ProofAct, ProofAnswer } from '#shared/run/proof.ts';
import type { Reading } from '#shared/run/reading.ts';
import type { ActQuestion, StepState } from './state.ts';

/** A step after a person answered its question. */
export function answeredStep(step: StepState, event: EventDraft<'wait.answered'>): StepState {
  const { kind, answer, reason, allowedBy } = event.data;
  const policy = allowedBy === undefined ? {} : { allowedBy };
  const record: ProofAnswer = { kind, answer, actor: event.actor, reason, ...policy, at: event.at };
  if (step.question !== null) return answeredAct(step, step.question, record);
  const answered: StepState = { ...step, wait: null, fresh: 'answer', answers: [...step.answers, record] };
  switch (answer.kind) {
    case 'approve':
      if (kind === 'confirm') return confirmed(answered, event, 'green');
      // The readings behind the approval may be hours old: they are taken again before the act.
      return { ...answered, status: 'checking', readPhase: 'before', fresh: null, approved: true };
    case 'deny':
      return kind === 'confirm' ? confirmed(answered, event, 'red') : answered;
    case 'values':
      return filledForm(answered, event, answer.values);
    case 'decide':
      switch (answer.decision) {
        case 'recheck':
          return step.tries === 0 ? startOver(answered) : reopened(answered, { status: 'verifying', after: [] });
        case 'retry': {
          if (step.tries === 0) return startOver(answered);
          return reopened(answered, { status: 'checking', readPhase: 'retry', extraTries: step.extraTries + 1 });
        }
        case 'rollback':
        case 'stop':
          return { ...answered, status: 'settled', fresh: null };
      }
      return assertNever(answer.decision, 'decision');
  }
}

/** The owner of the act hands the answer to the server that asked; the act goes on. */
function answeredAct(step: StepState, question: ActQuestion, record: ProofAnswer): StepState {
  const answers = [...step.answers, { ...record, asker: question.asker }];
  return { ...step, wait: null, question: { ...question, answer: record.answer }, answers };
}

function reopened(step: StepState, change: Partial<StepState>): StepState {
  return { ...step, verdict: null, strength: null, checks: [], finishedAt: null, fresh: null, ...change };
}

/** A step that never acted begins anew: its condition, its preconditions and its baseline are read again. */
function startOver(step: StepState): StepState {
  return reopened(step, { status: 'pending', readPhase: 'before' });
}

/** A person's word on a `human` check, as a reading. */
function confirmed(step: StepState, event: EventDraft<'wait.answered'>, status: 'green' | 'red'): StepState {
  const check = nextHumanCheck(step);
  const asked = step.step.verify[check];
  if (asked === undefined) throw new RangeError(`step ${step.step.id} asks for no confirmation`);
  const holds = asked.not ? (status === 'green' ? 'red' : 'green') : status;
  const reading: Reading = {
    check,
    name: asked.name ?? asked.human ?? 'human',
    kind: 'human',
    severity: asked.severity,
    status: holds,
    observed: { confirmed: status === 'green', by: event.actor.name },
    message: `${event.actor.name} ${status === 'green' ? 'confirmed' : 'did not confirm'}: ${asked.human ?? ''}`,
    at: event.at,
    durationMs: 0,
    polls: 1,
  };
  return { ...step, status: 'verifying', fresh: 'after', after: [...step.after, reading] };
}

/** Index of the first `human` check that nobody has answered; -1 when there is none. */
export function nextHumanCheck(step: StepState): number {
  return step.step.verify.findIndex(
    (check, index) => check.human !== undefined && !step.after.some((reading) => reading.check === index),
  );
}

/** A `human` call is done by answering it: the answer is the act. */
function filledForm(step: StepState, event: EventDraft<'wait.answered'>, values: ProofValues): StepState {
  const tries = step.tries + 1;
  const call = { human: { ask: step.step.do.human?.ask ?? '' } };
  const report: ActReport = {
    ok: true,
    stopped: false,
    error: null,
    result: { values, by: event.actor.name },
    outputs: values,
    artifacts: [],
    log: null,
    call,
    tool: { kind: 'human', name: event.actor.name, version: '1' },
    startedAt: event.at,
    durationMs: 0,
  };
  const act: ProofAct = {
    try: tries,
    undo: false,
    call,
    tool: report.tool,
    ok: true,
    error: null,
    result: report.result,
    log: null,
    startedAt: event.at,
    finishedAt: event.at,
  };
  return { ...step, status: 'verifying', fresh: null, tries, report, outputs: values, acts: [...step.acts, act] };
}

type ProofValues = Extract<EventDraft<'wait.answered'>['data']['answer'], { kind: 'values' }>['values'];
