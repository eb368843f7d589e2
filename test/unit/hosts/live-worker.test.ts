import { expect, it } from 'vitest';
import type { Instance, Store } from '#main/engine/ports/store.ts';
import { hasLiveWorker, isEveryLaneWorked } from '#main/hosts/live-worker.ts';
import { LANES } from '#shared/pulser/plan.ts';

function look(...instances: readonly Partial<Instance>[]) {
  const list = instances.map((instance) => ({
    kind: 'worker',
    beatAt: 9_000,
    lanes: null,
    draining: false,
    ...instance,
  }));
  const store = { instances: { list: () => list } } as unknown as Pick<Store, 'instances'>;
  return { store, now: 10_000, leaseMs: 2_000 };
}

it.each(['worker', 'app', 'serve', 'mcp'])(
  'a process of the kind %s executes what is queued while it beats',
  (kind) => {
    expect(hasLiveWorker(look({ kind }), null)).toBe(true);
    expect(hasLiveWorker(look({ kind, beatAt: 8_000 }), null)).toBe(false);
  },
);

it.each(['run', 'answer', 'cancel'])('a process of the kind %s has one run only', (kind) => {
  expect(hasLiveWorker(look({ kind }), null)).toBe(false);
});

it('a worker of some lanes executes what asks for one of them, or for any', () => {
  const some = look({ lanes: ['A', 'C'] });
  expect([null, ...LANES].map((lane) => hasLiveWorker(some, lane))).toEqual([true, true, false, true, false]);
  expect(isEveryLaneWorked(some)).toBe(false);
  expect(isEveryLaneWorked(look({ lanes: ['A', 'C'] }, { lanes: ['B', 'D'] }))).toBe(true);
});

it('a worker that drains takes nothing any more', () => {
  expect(hasLiveWorker(look({ draining: true }), null)).toBe(false);
  expect(isEveryLaneWorked(look({ draining: true }, {}))).toBe(true);
});
