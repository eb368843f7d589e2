import { questionChanged } from '#main/engine/answer.ts';
import { summarise } from '#main/engine/project.ts';
import type { StepState } from '#main/engine/state.ts';
import { resolveMessage } from '#main/engine/variables.ts';
import type { Question } from '#shared/api/questions.ts';
import { appError } from '#shared/lib/app-error.ts';
import { confirmTextOf } from './confirm-text.ts';
import { callLines } from './describe-call.ts';
import type { RunFold } from './run-folds.ts';

/** The open questions of a run, in the plan's order. */
export function questionsOf({ state, trace }: RunFold): readonly Question[] {
  const waiting = state.steps.filter((step) => step.wait !== null);
  if (waiting.length === 0) return [];
  const run = summarise(state);
  return waiting.flatMap(({ step, index, wait }) =>
    wait === null
      ? []
      : [
          {
            run,
            planTitle: state.plan.title,
            stepId: step.id,
            askedSeq: wait.askedSeq,
            stepIndex: index,
            stepTitle: step.title,
            effect: step.effect,
            kind: wait.kind,
            message: wait.message,
            fields: wait.fields,
            decisions: wait.decisions,
            reasonRequired: wait.reasonRequired,
            asker: wait.asker ?? null,
            confirmText: confirmTextOf(step, wait.kind),
            willRun: callLines(step.do).map((line) => resolveMessage(state, line)),
            askedAt: trace.step(index).askedAt ?? state.createdAt,
            expiresAt: wait.expiresAt,
          },
        ],
  );
}

/** Throws AppError `run.question-changed` when the step asks another question than the one of that number. */
export function refuseOther(step: StepState | undefined, askedSeq: number): void {
  if (step !== undefined && step.wait !== null && step.wait.askedSeq !== askedSeq) {
    throw appError(questionChanged(step.step.id));
  }
}
