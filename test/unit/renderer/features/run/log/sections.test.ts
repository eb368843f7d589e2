import { expect, test } from 'vitest';
import { isOpenByItself, linesWord, sectionsOf } from '#renderer/features/run/log/sections.ts';
import type { LogInfo } from '#shared/api/logs.ts';
import { stepDetail } from '../step-details.ts';

const log = (stepId: string, rest: Partial<LogInfo> = {}): LogInfo => ({
  logId: `${stepId}.${rest.try ?? 1}`,
  stepId,
  try: 1,
  undo: false,
  bytes: 10,
  lines: 2,
  closed: true,
  startedAt: 0,
  ...rest,
});

test('steps in order, each with its recordings by time; what has not begun has none', () => {
  const steps = [stepDetail(0, { startedAt: 1 }), stepDetail(1, { startedAt: 2 }), stepDetail(2)];
  const sections = sectionsOf(steps, [
    log('step-1', { logId: 'undo', undo: true, startedAt: 9 }),
    log('step-1', { try: 2, startedAt: 5 }),
    log('step-1', { try: 1, startedAt: 3 }),
  ]);
  expect(sections.map(({ key, note }) => [key, note])).toEqual([
    ['step-1.1', 'try 1'],
    ['step-1.2', 'try 2'],
    ['undo', 'undo'],
    ['step-2', ''],
  ]);
  expect(sections.map(linesWord)).toEqual(['2 lines', '2 lines', '2 lines', 'no output yet']);
});

test('what is live, chosen or went wrong is unfolded', () => {
  const [done, bad] = sectionsOf(
    [
      stepDetail(0, { status: 'settled', verdict: 'verified' }),
      stepDetail(1, { status: 'settled', verdict: 'failed' }),
    ],
    [log('step-1'), log('step-2')],
  );
  if (done === undefined || bad === undefined) throw new Error('no sections');
  expect(isOpenByItself(done, null)).toBe(false);
  expect(isOpenByItself(done, 'step-1')).toBe(true);
  expect(isOpenByItself({ ...done, log: log('step-1', { closed: false }) }, null)).toBe(true);
  expect(isOpenByItself(bad, null)).toBe(true);
});
