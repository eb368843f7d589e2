import { expect, test } from 'vitest';
import { keptQuestion, keyOf } from '#renderer/parts/question/kept-question.ts';
import type { Question } from '#shared/api/questions.ts';

const question = (runId: string, askedSeq: number, message = '') => ({ run: { runId }, askedSeq, message }) as Question;

test('the oldest question is shown to begin with, and is kept when others come before it', () => {
  const first = question('r1', 5);
  expect(keptQuestion([first, question('r2', 5)], { kept: null, answered: null })?.question).toBe(first);
  const newer = question('r1', 5, 'as it is now');
  expect(keptQuestion([question('r0', 1), newer], { kept: first, answered: null })).toEqual({
    question: newer,
    isOver: false,
  });
});

test('one that is over stays on screen as such: no other question takes its place', () => {
  const read = question('r1', 5);
  const sameStep = question('r1', 9);
  for (const others of [[sameStep], [question('r2', 5)], []]) {
    expect(keptQuestion(others, { kept: read, answered: null })).toEqual({ question: read, isOver: true });
  }
});

test('what was answered here is not turned to again while it still stands in the list', () => {
  const answered = question('r1', 5);
  const next = question('r1', 9);
  expect(keptQuestion([answered, next], { kept: null, answered: keyOf(answered) })?.question).toBe(next);
  expect(keptQuestion([answered], { kept: null, answered: keyOf(answered) })).toBeUndefined();
});
