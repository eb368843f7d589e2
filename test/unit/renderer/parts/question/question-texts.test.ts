import { expect, test } from 'vitest';
import { expiryText, rejectionText } from '#renderer/parts/question/question-texts.ts';
import type { Question } from '#shared/api/questions.ts';
import type { RunDetail } from '#shared/api/runs.ts';
import { stepDetail } from '../../features/run/step-details.ts';

const question = { kind: 'approval', stepIndex: 2 } as Question;
const act = { try: 1, undo: false, startedAt: 1, finishedAt: 2, ok: true, error: null, log: null };
const undo = { text: 'rm note', verdict: null, reason: '' };
const detail = (onFailure: 'rollback' | 'stop' | 'pause'): RunDetail =>
  ({
    plan: { onFailure },
    steps: [stepDetail(0, {}, { acts: [act] }), stepDetail(1, {}, { acts: [act], undo }), stepDetail(2)],
  }) as unknown as RunDetail;

test('what a rejection leads to follows the rule of the plan', () => {
  expect(rejectionText(question, detail('rollback'))).toBe(
    'Step 3 is not run. 2 steps acted so far. They are undone in reverse order. 1 step of them cannot be undone.',
  );
  expect(rejectionText(question, detail('stop'))).toContain('What they did stays. The run ends as failed.');
  expect(rejectionText(question, detail('pause'))).toContain('asks how to go on');
});

test('time that is left', () => {
  expect(expiryText(null, 0)).toBeNull();
  expect(expiryText(22 * 60_000 + 5, 0)).toBe('22m left, then it expires');
  expect(expiryText(90 * 60_000, 0)).toBe('1h 30m left, then it expires');
  expect(expiryText(4500, 0)).toBe('5s left, then it expires');
  expect(expiryText(5, 5)).toBe('Expired');
});
