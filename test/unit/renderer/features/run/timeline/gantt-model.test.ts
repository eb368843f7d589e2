import { describe, expect, test } from 'vitest';
import { ganttOf } from '#renderer/features/run/timeline/gantt-model.ts';
import { stepWords, verifierWords } from '#renderer/features/run/timeline/progress-words.ts';
import { reading, stepDetail } from '../step-details.ts';

const START = 1_000_000;
const done = stepDetail(
  0,
  { status: 'settled', verdict: 'verified', startedAt: START, finishedAt: START + 20_000 },
  {
    spans: [
      { kind: 'checks', from: START, to: START + 1000 },
      { kind: 'act', from: START + 1000, to: START + 19_000 },
    ],
  },
);
const live = stepDetail(
  1,
  { status: 'acting', startedAt: START + 20_000 },
  { spans: [{ kind: 'act', from: START + 20_000, to: null }], estimateMs: 60_000 },
);
const next = stepDetail(2, {}, { estimateMs: 30_000 });

describe('the timeline', () => {
  test('is fitted to what happened and what is estimated', () => {
    const chart = ganttOf({ steps: [done, live, next], start: START, now: START + 50_000, hasEnded: false });
    expect(chart.totalMs).toBe(120_000);
    expect(chart.now).toBeCloseTo(50 / 120);
    const bars = chart.bars.map(({ stepId, kind, track, left, width }) => [
      stepId,
      kind,
      track,
      left * 120,
      width * 120,
    ]);
    expect(bars).toEqual([
      ['step-1', 'checks', 'verifiers', 0, expect.closeTo(1)],
      ['step-1', 'act', 'steps', expect.closeTo(1), expect.closeTo(18)],
      ['step-2', 'act', 'steps', expect.closeTo(20), expect.closeTo(30)],
      ['step-2', 'estimate', 'steps', expect.closeTo(50), expect.closeTo(30)],
      ['step-3', 'estimate', 'steps', expect.closeTo(80), expect.closeTo(30)],
    ]);
    expect(chart.bars.find(({ isLive }) => isLive)?.stepId).toBe('step-2');
    expect(chart.ticks.map(({ at }) => at / 1000)).toEqual([0, 15, 30, 45, 60, 75, 90, 105, 120]);
    expect(chart.rows).toEqual({ steps: 1, verifiers: 1 });
  });

  test('has no now and no estimates once the run has ended', () => {
    const chart = ganttOf({ steps: [done, next], start: START, now: START + 20_000, hasEnded: true });
    expect(chart.now).toBeNull();
    expect(chart.bars.some(({ kind }) => kind === 'estimate')).toBe(false);
  });

  test('puts steps that work at a time under one another', () => {
    const span = { kind: 'act', from: START, to: START + 5000 } as const;
    const steps = [0, 1, 2].map((index) => stepDetail(index, { startedAt: START }, { spans: [span], needs: [] }));
    const chart = ganttOf({ steps, start: START, now: START + 5000, hasEnded: true });
    expect(chart.bars.map(({ row }) => row)).toEqual([0, 1, 2]);
    expect(chart.rows.steps).toBe(3);
  });

  test('shows an act as it ended, and its undo beside it', () => {
    const undone = stepDetail(
      0,
      { status: 'settled', verdict: 'failed', undo: 'restored', startedAt: START, finishedAt: START + 2 },
      {
        spans: [
          { kind: 'act', from: START, to: START + 1 },
          { kind: 'undo', from: START + 1, to: START + 2 },
        ],
      },
    );
    const chart = ganttOf({ steps: [undone], start: START, now: START + 2, hasEnded: true });
    expect(chart.bars.map(({ status }) => status)).toEqual(['failed', 'rolledback']);
    expect(chart.bars.every(({ width }) => width > 0)).toBe(true);
  });
});

test('progress in words', () => {
  expect(stepWords([done, live, next])).toBe('1 verified, 1 running, 1 to go');
  const [check] = done.checks;
  if (check === undefined) throw new Error('no check');
  const read = { ...done, checks: [{ ...check, before: reading('red'), after: reading('green') }] };
  expect(verifierWords([read, next])).toBe('1 of 2');
});
