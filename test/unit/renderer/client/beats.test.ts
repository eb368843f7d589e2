import { expect, test } from 'vitest';
import { inPageTime, silenceMs, workersAlive } from '#renderer/client/beats.ts';

const worker = (instance: string, beatAt: number) => ({ instance, host: 'vm', kind: 'app', beatAt });
const open = { status: 'open', since: 0 } as const;

test.each([-3_600_000, 0, 3_600_000])('a clock that is %i ms off makes no worker silent', (skew) => {
  const heardAt = 10_000_000 + skew;
  const [heard] = inPageTime([worker('one', 10_000_000 - 400)], { at: 10_000_000, heardAt });
  expect(silenceMs(heard ?? worker('none', 0), open, heardAt + 600)).toBe(1_000);
});

test('silence is counted only while the page could hear', () => {
  expect(silenceMs(worker('one', 5_000), { status: 'lost', since: 6_000 }, 90_000)).toBeNull();
  expect(silenceMs(worker('one', 5_000), { status: 'open', since: 88_000 }, 90_000)).toBe(2_000);
  expect(silenceMs(worker('one', 5_000), open, 90_000)).toBe(85_000);
});

test('how many are alive goes by the clock, whether or not a run changes', () => {
  const workers = [worker('one', 100_000), worker('two', 95_000)];
  expect(workersAlive(workers, open, 101_000)).toEqual({ alive: 2, all: 2, lastMs: 1_000 });
  expect(workersAlive(workers, open, 106_000)).toEqual({ alive: 1, all: 2, lastMs: 6_000 });
  expect(workersAlive(workers, open, 700_000)).toEqual({ alive: 0, all: 2, lastMs: 600_000 });
  expect(workersAlive(workers, { status: 'lost', since: 102_000 }, 700_000).alive).toBe(2);
  expect(workersAlive([], open, 5)).toEqual({ alive: 0, all: 0, lastMs: null });
});
