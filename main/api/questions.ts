import { readValues } from '#main/compiler/read-inputs.ts';
import { confirmTextOf, leadsToAct } from '#main/runtime/views/confirm-text.ts';
import { questionsOf, refuseOther } from '#main/runtime/views/question-view.ts';
import type { Question } from '#shared/api/questions.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Answer, Asker } from '#shared/run/event.ts';
import { agentGrant } from './agent-answers.ts';
import { open } from './base.ts';
import type { ApiContext } from './context.ts';
import { command } from './find-run.ts';
import { INPUTS_HINT } from './start/start-stored.ts';

/** Runs that may wait at a time, in all sessions. */
const MOST_WAITING = 1_000;
/** Executions in which a question may stand: one step may wait while another one works. */
const MAY_ASK = ['claimed', 'running', 'waiting', 'interrupted', 'queued'] as const;

export const questionCalls = {
  list: open.questions.list.handler(({ context: { api } }) => openQuestions(api)),
  answer: open.questions.answer.handler(({ context: { api }, input }) => {
    const { runId, stepId, askedSeq, answer, reason, confirmText } = input;
    const step = api.runs.get(runId).state.steps.find((each) => each.step.id === stepId);
    const wait = step?.wait ?? null;
    if (askedSeq !== null) refuseOther(step, askedSeq);
    // What is looked at here is what is answered: a question that comes up in between is refused.
    const looked = askedSeq ?? wait?.askedSeq;
    if (step !== undefined && wait !== null && leadsToAct(answer)) {
      refuseUntyped(confirmTextOf(step.step, wait.kind), confirmText);
    }
    const fitting = answer.kind === 'values' && wait?.kind === 'form' ? checkedValues(answer, wait) : answer;
    const allowedBy = agentGrant(api, { runId, wait, answer });
    return command(api, runId, {
      type: 'answer',
      stepId,
      ...(looked === undefined ? {} : { askedSeq: looked }),
      answer: fitting,
      reason,
      ...(allowedBy === undefined ? {} : { allowedBy }),
    });
  }),
};

function openQuestions({ store, runs }: ApiContext): readonly Question[] {
  return store.runs
    .list({ status: MAY_ASK, limit: MOST_WAITING })
    .filter((run) => run.waitingFor !== null)
    .flatMap(({ runId }) => questionsOf(runs.get(runId)))
    .sort((a, b) => a.askedAt - b.askedAt);
}

function refuseUntyped(wanted: string | null, typed: string | null): void {
  if (wanted === null || typed === wanted) return;
  throw new AppError('answer.confirm-text', 'this step cannot be undone: its id must be typed first', {
    hint: `type ${wanted}`,
    details: { confirmText: wanted },
  });
}

function checkedValues(
  answer: Extract<Answer, { kind: 'values' }>,
  { fields, asker }: { readonly fields: Question['fields']; readonly asker?: Asker },
): Extract<Answer, { kind: 'values' }> {
  const read = readValues(fields, answer.values, { fromText: false, optional: asker?.optional });
  if (read.ok) return { kind: 'values', values: read.value };
  throw new AppError('input.invalid', 'the values do not fit the form', {
    hint: INPUTS_HINT,
    details: {
      problems: read.error.map(({ message, hint }) => `${message}. ${hint}`),
      issues: read.error as unknown as Json,
    },
  });
}
