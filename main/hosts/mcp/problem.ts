import { ORPCError } from '@orpc/server';
import { AppError, type ErrorData } from '#shared/lib/app-error.ts';
import { isJsonObject, type Json } from '#shared/lib/json.ts';

/** What was thrown, as what may be told. */
export function problemOf(error: unknown, report: (error: unknown) => string): ErrorData {
  if (error instanceof ORPCError && isProblem(error.data)) return error.data;
  if (error instanceof AppError) {
    const { code, message, hint, details } = error;
    return { code, message, ...(hint === undefined ? {} : { hint }), ...(details === undefined ? {} : { details }) };
  }
  return {
    code: 'internal.fault',
    message: `the control room failed: ${report(error)}`,
    hint: 'its log, opsroom.log in the data folder, has the details',
  };
}

function isProblem(data: unknown): data is ErrorData {
  return isJsonObject(data) && typeof data['code'] === 'string' && typeof data['message'] === 'string';
}

/** What an agent can do about it, where the product's own hint speaks to somebody else. */
const AGENT_HINTS: Readonly<Record<string, string>> = {
  'run.unknown': 'runs_search finds the runs of this data folder',
  'plan.invalid': 'correct the text, and check it with plan_check',
  'run.ended': 'look at it with run_get: nothing of it can be changed any more',
  'run.not-waiting': 'look at it with run_get: its questions are listed there',
  'run.question-changed': 'run_get lists what is asked now: read it, and answer that',
  'run.wrong-answer': 'run_get lists its questions, and what each of them takes',
  'run.reason-required': 'give a reason',
  'answer.confirm-text': 'give as confirmText what the question asks for, after a person has agreed to just this step',
};

/** A problem in lines: what, where, what to do. */
export function errorWords(where: string, { code, message, hint, details }: ErrorData): string {
  const problems = details?.['problems'] ?? details?.['diagnostics'];
  const more = Array.isArray(problems)
    ? problems.filter(isInTheWay).map((problem: Json) => `- ${wordsOf(problem)}`)
    : [];
  return [
    `What: ${message} (${code})`,
    ...more,
    `Where: ${where}`,
    `What to do: ${AGENT_HINTS[code] ?? hint ?? 'correct what was asked, or ask the operator'}`,
  ].join('\n');
}

function isInTheWay(problem: Json): boolean {
  return !isJsonObject(problem) || problem['severity'] !== 'warning';
}

function wordsOf(problem: Json): string {
  if (typeof problem === 'string') return problem;
  if (!isJsonObject(problem)) return JSON.stringify(problem);
  const { where, path, message, hint } = problem;
  return [where, path, message, hint]
    .flatMap((part) => (typeof part === 'string' && part !== '' ? [part] : []))
    .join(': ');
}
