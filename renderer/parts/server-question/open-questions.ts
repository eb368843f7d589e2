import { create } from 'zustand';
import type { ServerQuestion } from '#shared/api/mcp-views.ts';

/** What a server asks in the middle of a call that a person made. */
export interface OpenQuestion {
  readonly server: string;
  readonly tool: string;
  readonly callId: string;
  readonly questionId: string;
  readonly question: ServerQuestion;
}

/** Oldest first. */
const useQuestions = create<{ readonly open: readonly OpenQuestion[] }>(() => ({ open: [] }));

/** Shows a question, wherever the person is, until it is settled. */
export function openQuestion(question: OpenQuestion): void {
  useQuestions.setState(({ open }) => ({ open: [...open, question] }));
}

/** Takes back what was answered or is not asked any more. */
export function settleQuestions(isSettled: (question: OpenQuestion) => boolean): void {
  useQuestions.setState(({ open }) => ({ open: open.filter((question) => !isSettled(question)) }));
}

/** The question that has waited longest. */
export function useOldestQuestion(): OpenQuestion | undefined {
  return useQuestions(({ open }) => open[0]);
}

/** True while the server asks something in a call of this tool. */
export function useIsAsking(server: string, tool: string): boolean {
  return useQuestions(({ open }) => open.some((question) => question.server === server && question.tool === tool));
}
