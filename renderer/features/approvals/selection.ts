import type { Question } from '#shared/api/questions.ts';

/** Names a question while it stands: the same step asks again under another key. */
export function keyOf({ run, stepId, askedAt }: Question): string {
  return `${run.runId}/${stepId}/${askedAt}`;
}

/** The chosen question, or the oldest one when that was answered meanwhile. */
export function shownQuestion(questions: readonly Question[], chosen: string | null): Question | undefined {
  return questions.find((question) => keyOf(question) === chosen) ?? questions[0];
}
