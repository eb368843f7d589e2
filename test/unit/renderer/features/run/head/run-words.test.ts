import { expect, test } from 'vitest';
import { retryStart, retryWords, statusWords, waitedMs } from '#renderer/features/run/head/run-words.ts';
import { runOf, stepDetail } from '../step-details.ts';

const good = stepDetail(0, { status: 'settled', verdict: 'verified' });
const bad = stepDetail(1, { status: 'settled', verdict: 'failed' });

test('the status with the step it is at', () => {
  const acting = stepDetail(1, { status: 'acting' });
  expect(statusWords(runOf([good, acting], { status: 'running' }))).toBe('Running, step 2 of 2');
  expect(statusWords(runOf([good, acting], { status: 'running', paused: true }))).toBe('Pausing, step 2 of 2');
  expect(statusWords(runOf([good, acting], { status: 'running', canceling: true }))).toBe('Canceling, step 2 of 2');
  expect(statusWords(runOf([good], { status: 'queued', canceling: true }))).toBe('Canceling');
  const waiting = runOf([stepDetail(0, { status: 'waiting' })], { status: 'approval', waitingFor: 'form' });
  expect(statusWords(waiting)).toBe('Awaiting values, step 1 of 1');
  expect(statusWords(runOf([good, bad], { status: 'rolledback' }))).toBe('Rolled back, step 2 of 2');
  expect(statusWords(runOf([good], { status: 'succeeded' }))).toBe('Verified');
});

test('a retry keeps the good steps before it', () => {
  const detail = runOf([good, bad, stepDetail(2)], { status: 'failed' });
  expect(retryStart(detail)).toBe('step-2');
  expect(retryWords(detail, 'step-2').kept).toBe('1 step is kept with outputs and proofs.');
  expect(retryWords(detail, 'step-1').kept).toBe('Nothing is kept.');
  const undone = stepDetail(0, { status: 'settled', verdict: 'verified', undo: 'restored' });
  expect(retryStart(runOf([undone, bad], { status: 'rolledback' }))).toBe('step-1');
});

test('waiting counts on while a question is open', () => {
  const steps = [
    stepDetail(0, {}, { spans: [{ kind: 'wait', from: 100, to: 400 }] }),
    stepDetail(
      1,
      {},
      {
        spans: [
          { kind: 'wait', from: 1000, to: null },
          { kind: 'act', from: 0, to: 9 },
        ],
      },
    ),
  ];
  expect(waitedMs({ steps }, 1500)).toBe(800);
});
