import type { ErrorData } from '#shared/lib/app-error.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { AgentGrant, Answer, EventDraft } from '#shared/run/event.ts';
import type { OpenWait, RunState, StepState } from './state.ts';

interface AnswerCommand {
  readonly stepId?: string;
  readonly askedSeq?: number;
  readonly answer: Answer;
  readonly reason: string | null;
  readonly allowedBy?: AgentGrant;
}

/** Accepts an answer for the question it fits, or says why not and what would fit. */
export function answerFor(
  state: RunState,
  command: AnswerCommand,
  context: { readonly actor: Actor; readonly at: number },
): Result<EventDraft, ErrorData> {
  const found = findQuestion(state, command);
  if (!found.ok) return found;
  const { step, wait } = found.value;
  const refused = refusal(wait, command, context.at);
  if (refused !== undefined) return err(refused);
  const { answer, reason, allowedBy } = command;
  const policy = allowedBy === undefined ? {} : { allowedBy };
  const data = { stepId: step.step.id, kind: wait.kind, answer, reason, ...policy };
  return ok({ type: 'wait.answered', at: context.at, actor: context.actor, data });
}

function findQuestion(
  state: RunState,
  { stepId, askedSeq }: Pick<AnswerCommand, 'stepId' | 'askedSeq'>,
): Result<{ step: StepState; wait: OpenWait }, ErrorData> {
  const open = state.steps.flatMap((step) => (step.wait === null ? [] : [{ step, wait: step.wait }]));
  const fitting = stepId === undefined ? open : open.filter(({ step }) => step.step.id === stepId);
  const [first] = fitting;
  if (first === undefined) {
    const which = stepId === undefined ? 'the run' : `step ${stepId}`;
    const hint =
      open.length > 0
        ? `these steps wait: ${open.map(({ step }) => step.step.id).join(', ')}`
        : `the run is ${state.execution}`;
    return err({ code: 'run.not-waiting', message: `${which} waits for no answer`, hint });
  }
  if (askedSeq !== undefined) {
    const read = fitting.find(({ wait }) => wait.askedSeq === askedSeq);
    return read === undefined ? err(questionChanged(first.step.step.id)) : ok(read);
  }
  if (fitting.length > 1) {
    const ids = fitting.map(({ step }) => step.step.id).join(', ');
    return err({
      code: 'run.ambiguous-answer',
      message: 'more than one step waits for an answer',
      hint: `name one with --step: ${ids}`,
    });
  }
  return ok(first);
}

/** The refusal of an answer to a question that does not stand any more, at a step that asks another one. */
export function questionChanged(stepId: string): ErrorData {
  return {
    code: 'run.question-changed',
    message: `the question that was answered is over: step ${stepId} asks another one now`,
    hint: 'read what it asks now, and answer that; nothing was recorded',
  };
}

const FITTING: Record<OpenWait['kind'], readonly Answer['kind'][]> = {
  approval: ['approve', 'deny'],
  confirm: ['approve', 'deny'],
  form: ['values', 'deny'],
  decision: ['decide'],
};

const FLAGS: Record<Answer['kind'], string> = {
  approve: '--approve',
  deny: '--deny',
  values: '--set name=value',
  decide: '--decide recheck|retry|rollback|stop',
};

function refusal(wait: OpenWait, command: AnswerCommand, at: number): ErrorData | undefined {
  const fitting = FITTING[wait.kind];
  if (!fitting.includes(command.answer.kind)) {
    const flags = fitting.map((kind) => FLAGS[kind]).join(' or ');
    return {
      code: 'run.wrong-answer',
      message: `the run waits for ${wait.kind === 'approval' ? 'an approval' : `a ${wait.kind}`}: ${wait.message}`,
      hint: `answer with ${flags}`,
    };
  }
  if (wait.expiresAt !== null && wait.expiresAt <= at) {
    return { code: 'run.question-expired', message: 'the question has expired', hint: 'run the plan again' };
  }
  if (wait.reasonRequired && (command.reason === null || command.reason.trim() === '')) {
    return { code: 'run.reason-required', message: 'this answer needs a reason', hint: 'add --reason "…"' };
  }
  return undefined;
}
