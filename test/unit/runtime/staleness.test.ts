import { describe, expect, it } from 'vitest';
import type { OwnedRun } from '#main/engine/ports/store.ts';
import { Staleness } from '#main/runtime/staleness.ts';
import type { InstanceId, RunId } from '#shared/run/ids.ts';

const LEASE = 10_000;
const BEAT = 2_000;

function owned(change: Partial<OwnedRun> = {}): OwnedRun {
  return { runId: 'run' as RunId, owner: 'owner' as InstanceId, generation: 1, ownerBeat: 7, beatAt: 0, ...change };
}

/** Looks every two seconds, as a worker does; `look` says how the owner stands and how the clocks run. */
function watch() {
  const staleness = new Staleness({ leaseMs: LEASE, needed: 3, sleepMs: 5_000 });
  let wall = 0;
  let monotonic = 0;
  return {
    staleness,
    look: (run: OwnedRun, wallStep = BEAT, monotonicStep = BEAT): boolean => {
      wall += wallStep;
      monotonic += monotonicStep;
      return staleness.look([run], wall, monotonic).length > 0;
    },
    get wall() {
      return wall;
    },
    get monotonic() {
      return monotonic;
    },
  };
}

describe('an owner', () => {
  it('that does not beat is gone after the lease and three looks, not before', () => {
    const { look } = watch();
    const looks = Array.from({ length: 8 }, () => look(owned()));
    // Looks at 2, 4, 6, 8 s see a lease that still runs; those at 10, 12, 14 s are the three stale ones.
    expect(looks).toEqual([false, false, false, false, false, false, true, true]);
  });

  it('that beats in between starts the count anew', () => {
    const { look } = watch();
    for (let i = 0; i < 6; i += 1) expect(look(owned())).toBe(false);
    expect(look(owned({ ownerBeat: 8 }))).toBe(false);
    expect(look(owned({ ownerBeat: 8 }))).toBe(false);
    expect(look(owned({ ownerBeat: 8 }))).toBe(true);
  });

  it('of another generation is another owner', () => {
    const { look } = watch();
    for (let i = 0; i < 6; i += 1) look(owned());
    expect(look(owned({ generation: 2 }))).toBe(false);
  });

  it('is not gone because the machine slept: everybody gets a lease to beat again', () => {
    const watched = watch();
    for (let i = 0; i < 6; i += 1) watched.look(owned());
    expect(watched.look(owned(), 3_600_000, BEAT)).toBe(false);
    const after = Array.from({ length: 6 }, () => watched.look(owned()));
    expect(after).toEqual([false, false, false, false, false, false]);
    expect(watched.look(owned())).toBe(true);
  });

  it('is given the same time when the platform reports a suspend', () => {
    const watched = watch();
    for (let i = 0; i < 6; i += 1) watched.look(owned());
    watched.staleness.noteSleep(watched.monotonic);
    expect(watched.look(owned())).toBe(false);
  });
});
