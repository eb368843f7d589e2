import { useState } from 'react';
import type { Question } from '#shared/api/questions.ts';

/** A question that is on screen. */
export interface KeptQuestion {
  readonly question: Question;
  /** It stands no more, and stays on screen: no other one slips into its place under the eyes of who reads it. */
  readonly isOver: boolean;
}

/** Names a question: a step that asks again asks another one. */
export function keyOf({ run, askedSeq }: Pick<Question, 'run' | 'askedSeq'>): string {
  return `${run.runId}/${askedSeq}`;
}

/** The question that was kept, as it is now; where none was, the first that was not answered here. */
export function keptQuestion(
  questions: readonly Question[],
  { kept, answered }: { readonly kept: Question | null; readonly answered: string | null },
): KeptQuestion | undefined {
  if (kept === null) {
    const first = questions.find((question) => keyOf(question) !== answered);
    return first === undefined ? undefined : { question: first, isOver: false };
  }
  const now = questions.find((question) => keyOf(question) === keyOf(kept));
  return { question: now ?? kept, isOver: now === undefined };
}

interface Keeping {
  /** The one question of the page that keys answer, unless it is over. */
  readonly shown: KeptQuestion | undefined;
  /** It was answered on this page. */
  readonly isAnswered: boolean;
  /** Goes to another one; `null`: to the first that stands, or the next that comes. */
  readonly turnTo: (question: Question | null) => void;
  readonly noteAnswer: (question: Question) => void;
}

/** Keeps to one question of those that stand until the person turns to another. */
export function useKeptQuestion(questions: readonly Question[]): Keeping {
  const [kept, setKept] = useState<Question | null>(null);
  const [answered, setAnswered] = useState<string | null>(null);
  const shown = keptQuestion(questions, { kept, answered });
  if (kept === null && shown !== undefined) setKept(shown.question);
  return {
    shown,
    isAnswered: shown !== undefined && answered === keyOf(shown.question),
    turnTo: setKept,
    noteAnswer: (question) => setAnswered(keyOf(question)),
  };
}
