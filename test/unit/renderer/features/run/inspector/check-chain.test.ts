import { expect, test } from 'vitest';
import { sealEvent } from '#main/kernel/event-chain.ts';
import { hashOf } from '#renderer/features/run/inspector/check-chain.ts';
import type { RunId } from '#shared/run/ids.ts';

const event = sealEvent(
  {
    type: 'pause.requested',
    at: 1_700_000_000_000,
    actor: { kind: 'operator', name: 'ünal' },
    data: { reason: 'to look' },
  },
  { runId: 'r' as RunId, seq: 3, prev: null },
);

test('computes the hash that the ledger has, and another one once anything was changed', async () => {
  expect(await hashOf(event)).toBe(event.hash);
  expect(await hashOf({ ...event, at: event.at + 1 })).not.toBe(event.hash);
});
