import { expect, it } from 'vitest';
import type { Store } from '#main/engine/ports/store.ts';
import { hasLiveWorker } from '#main/hosts/live-worker.ts';

const store = (kind: string, beatAt: number): Pick<Store, 'instances'> =>
  ({ instances: { list: () => [{ id: 'x', host: 'here', pid: 1, kind, beatAt }] } }) as unknown as Pick<
    Store,
    'instances'
  >;

it.each(['worker', 'app', 'serve', 'mcp'])(
  'a process of the kind %s executes what is queued while it beats',
  (kind) => {
    expect(hasLiveWorker({ store: store(kind, 9_000), now: 10_000, leaseMs: 2_000 })).toBe(true);
    expect(hasLiveWorker({ store: store(kind, 8_000), now: 10_000, leaseMs: 2_000 })).toBe(false);
  },
);

it.each(['run', 'answer', 'cancel'])('a process of the kind %s has one run only', (kind) => {
  expect(hasLiveWorker({ store: store(kind, 9_000), now: 10_000, leaseMs: 2_000 })).toBe(false);
});
