import { expect, it } from 'vitest';
import { systemChanges } from '#main/api/streams/system-changes.ts';
import { testApi } from '#test/helpers/api-client.ts';

it('says with its own clock when a worker was heard of last, and that another day has begun', async () => {
  const { api } = await testApi();
  const midnight = Date.UTC(2026, 10, 24);
  let now = midnight - 1_000;
  const { clock } = api.services;
  const moved = { ...api, services: { ...api.services, clock: { ...bound(clock), now: () => now } } };
  const stop = new AbortController();
  try {
    const feed = systemChanges(moved, { after: null }, stop.signal);
    expect((await feed.next()).value).toMatchObject({ at: midnight - 1_000, topics: [] });
    now = midnight;
    expect((await feed.next()).value).toMatchObject({ at: midnight, topics: ['day'] });
  } finally {
    stop.abort();
  }
});

function bound(clock: { monotonic(): number; schedule(ms: number, run: () => void): () => void }) {
  return {
    monotonic: () => clock.monotonic(),
    schedule: (ms: number, run: () => void) => clock.schedule(ms, run),
  };
}
