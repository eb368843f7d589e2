import { expect, test } from 'vitest';
import { isOwnerSilent } from '#renderer/features/run/owner-silence.ts';
import type { InstanceId } from '#shared/run/ids.ts';

const owner = 'w1' as InstanceId;
const worker = { instance: 'w1', host: 'h', kind: 'app', beatAt: 100_000 };

test('a run is in doubt as soon as nobody hears of its worker any more', () => {
  const run = { execution: 'running', owner } as const;
  expect(isOwnerSilent(run, [worker], 101_000)).toBe(false);
  expect(isOwnerSilent(run, [worker], 131_000)).toBe(true);
  expect(isOwnerSilent(run, [], 101_000)).toBe(true);
});

test('a run that nobody works on has no worker to miss', () => {
  expect(isOwnerSilent({ execution: 'waiting', owner }, [], 0)).toBe(false);
  expect(isOwnerSilent({ execution: 'queued', owner: null }, [], 0)).toBe(false);
});
