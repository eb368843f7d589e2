import { expect, test } from 'vitest';
import { isOwnerSilent } from '#renderer/features/run/owner-silence.ts';
import type { InstanceId } from '#shared/run/ids.ts';

const owner = 'w1' as InstanceId;
const worker = { instance: 'w1', host: 'h', kind: 'app', beatAt: 100_000 };
const open = { status: 'open', since: 0 } as const;

test('a run is in doubt as soon as nobody hears of its worker any more', () => {
  const run = { execution: 'running', owner } as const;
  expect(isOwnerSilent(run, [worker], open, 101_000)).toBe(false);
  expect(isOwnerSilent(run, [worker], open, 131_000)).toBe(true);
  expect(isOwnerSilent(run, [], open, 101_000)).toBe(true);
});

test('a page that is cut off knows nothing of the worker; once it hears again, it listens for as long as ever', () => {
  const run = { execution: 'running', owner } as const;
  expect(isOwnerSilent(run, [worker], { status: 'lost', since: 105_000 }, 500_000)).toBe(false);
  expect(isOwnerSilent(run, [], { status: 'connecting', since: 105_000 }, 500_000)).toBe(false);
  const again = { status: 'open', since: 500_000 } as const;
  expect(isOwnerSilent(run, [worker], again, 501_000)).toBe(false);
  expect(isOwnerSilent(run, [worker], again, 531_000)).toBe(true);
});

test('a run that nobody works on has no worker to miss', () => {
  expect(isOwnerSilent({ execution: 'waiting', owner }, [], open, 0)).toBe(false);
  expect(isOwnerSilent({ execution: 'queued', owner: null }, [], open, 0)).toBe(false);
});
