import { expect, test } from 'vitest';
import { lastRecovery, recoveryWords } from '#renderer/features/run/recovery.ts';
import type { RunEvent } from '#shared/run/event.ts';
import { reading } from './step-details.ts';

const claimed = (seq: number, host: string) => ({ seq, type: 'run.claimed', data: { host } }) as unknown as RunEvent;
const read = (seq: number, phase: string, statuses: readonly ('green' | 'red')[]) =>
  ({
    seq,
    at: 7,
    type: 'checks.read',
    data: { phase, stepId: 's', readings: statuses.map(reading) },
  }) as unknown as RunEvent;

test('a takeover is told with what its checks read', () => {
  const found = lastRecovery([
    claimed(2, 'old'),
    read(4, 'before', ['red']),
    claimed(6, 'new'),
    read(8, 'recovery', ['green', 'red']),
  ]);
  expect(found).toEqual({ stepId: 's', host: 'new', at: 7, green: 1, total: 2 });
  if (found === null) throw new Error('nothing was found');
  expect(recoveryWords(found, '14:02:11')).toBe('Taken over by new at 14:02:11 UTC, checks read: 1 of 2 green.');
  expect(recoveryWords({ ...found, green: 2 }, '14:02:11')).toContain('checks read: green.');
  expect(lastRecovery([claimed(2, 'old'), read(4, 'before', ['red'])])).toBeNull();
});
