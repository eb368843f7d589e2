import type { ErrorData } from '#shared/lib/app-error.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';
import type { EventData } from '#shared/run/event.ts';
import type { Decided } from './advance.ts';
import { type RunState, type StepState, stepIndex } from './state.ts';

// An MCP server may ask a person in the middle of an act. The act stays under way, keeps its lane and waits for the answer,
// which its owner hands on. The question is over when the act has ended, was doubted, or is to be ended.

/** The question as it is put to a person; `undefined` when none is to be put. */
export function putQuestion(step: StepState): Decided | undefined {
  const { question } = step;
  if (question === null || question.answer !== null || step.acting === null || step.wait !== null) return undefined;
  const { asker, message, fields } = question;
  return {
    type: 'wait.opened',
    data: {
      stepId: step.step.id,
      kind: asker.url === null ? 'form' : 'confirm',
      message,
      fields,
      decisions: [],
      reasonRequired: false,
      expiresAt: null,
      asker,
    },
  };
}

/** Takes a question up, or says why not: only an act of the run's owner asks, one question at a time. */
export function questionFor(
  state: RunState,
  data: EventData['question.asked'],
): Result<EventData['question.asked'], ErrorData> {
  const step = state.steps[stepIndex(state.plan, data.stepId)];
  const isActing = step?.acting?.generation === state.generation && state.execution === 'running';
  const isWanted = state.cancel === null && (!state.timedOut || step?.acting?.undo === true);
  if (step !== undefined && isActing && isWanted && step.wait === null) return ok(data);
  return err({ code: 'run.stale', message: `step ${data.stepId} cannot ask now` });
}

/** Takes a question back, or says that it is over already. */
export function withdrawalOf(
  state: RunState,
  data: EventData['question.withdrawn'],
): Result<EventData['question.withdrawn'], ErrorData> {
  const step = state.steps[stepIndex(state.plan, data.stepId)];
  if (step?.question?.question === data.question && step.wait !== null) return ok(data);
  return err({ code: 'run.stale', message: `the question of step ${data.stepId} is over` });
}

/** A step whose question, if it has one, nobody needs to answer any more. */
export function withoutQuestion(step: StepState): StepState {
  if (step.question === null) return step;
  return { ...step, question: null, wait: step.acting === null ? step.wait : null };
}

/** The same for every step of a run that `isOver` names. */
export function withoutQuestions(state: RunState, isOver: (step: StepState) => boolean = () => true): RunState {
  if (!state.isAsking) return state;
  const steps = state.steps.map((step) => (isOver(step) ? withoutQuestion(step) : step));
  return { ...state, steps, isAsking: steps.some((step) => step.question !== null) };
}
