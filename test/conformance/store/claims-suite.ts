import { describe, expect, test } from 'vitest';
import { LANES } from '#shared/pulser/plan.ts';
import type { InstanceId, RunId } from '#shared/run/ids.ts';
import { LEASE, type StoreKit, StoreWorld, WORKER } from './store-world.ts';

export function claimsSuite(name: string, makeKit: () => StoreKit): void {
  const world = (): StoreWorld => new StoreWorld(makeKit());

  describe(`claims: ${name}`, () => {
    test('go by priority, then by age, over all sessions', () => {
      const w = world();
      const a = w.queue({ session: 's1' });
      const b = w.queue({ session: 's2' });
      const c = w.queue({ session: 's3', priority: 5 });
      const d = w.queue({ session: 's4', priority: -1 });
      expect(w.claimAll()).toEqual([c, a, b, d]);
      expect(w.claim()).toBeUndefined();
    });

    test('set owner, lease, generation and lane, and append run.claimed', () => {
      const w = world();
      const runId = w.queue({ lane: 'C' });
      expect(w.mustClaim()).toEqual({ runId, generation: 1, lane: 'C', takeover: false });
      expect(w.get(runId)).toMatchObject({ execution: 'claimed', owner: w.owner, generation: 1, lane: 'C' });
      const event = w.store.runs.events(runId).at(-1);
      expect(event).toMatchObject({
        seq: 2,
        type: 'run.claimed',
        actor: WORKER,
        data: { owner: w.owner, host: 'host', generation: 1, lane: 'C', takeover: false },
      });
      expect(w.store.runs.owned()).toMatchObject([{ runId, owner: w.owner, generation: 1, ownerBeat: 0 }]);
    });

    test('fill the first free lane, one run each, and wait when all four are busy', () => {
      const w = world();
      const runs = Array.from({ length: 5 }, () => w.queue());
      const lanes = runs.slice(0, 4).map((runId) => {
        const claim = w.mustClaim();
        expect(claim.runId).toBe(runId);
        return claim.lane;
      });
      expect(lanes).toEqual([...LANES]);
      expect(w.claim()).toBeUndefined();
      w.move(runs[2] as RunId, 'finished');
      expect(w.mustClaim()).toMatchObject({ runId: runs[4], lane: 'C' });
    });

    test('give a run the lane it wishes or none, and let others pass it', () => {
      const w = world();
      const first = w.queue({ lane: 'B' });
      const second = w.queue({ lane: 'B' });
      const third = w.queue();
      expect(w.mustClaim()).toMatchObject({ runId: first, lane: 'B' });
      expect(w.mustClaim()).toMatchObject({ runId: third, lane: 'A' });
      expect(w.claim()).toBeUndefined();
      w.move(first, 'canceled');
      expect(w.mustClaim()).toMatchObject({ runId: second, lane: 'B' });
    });

    test('keep to the lanes and the run that were asked for', () => {
      const w = world();
      const wishesA = w.queue({ lane: 'A' });
      const any = w.queue();
      const last = w.queue();
      expect(w.mustClaim({ lanes: ['D', 'C'] })).toMatchObject({ runId: any, lane: 'C' });
      expect(w.claim({ runId: last, lanes: ['C'] })).toBeUndefined();
      expect(w.mustClaim({ runId: last })).toMatchObject({ runId: last, lane: 'A' });
      expect(w.claim({ runId: wishesA })).toBeUndefined();
      expect(w.claim({ runId: any })).toBeUndefined();
    });

    test('never give one lock to two runs, in whatever session', () => {
      const w = world();
      const first = w.queue({ session: 's1', locks: ['db', 'web'] });
      const second = w.queue({ session: 's2', locks: ['web'] });
      const free = w.queue({ session: 's3', locks: ['other'] });
      const third = w.queue({ session: 's4', locks: ['db'] });
      expect(w.claimAll()).toEqual([first, free]);
      expect(w.claim({ runId: second })).toBeUndefined();
      w.move(first, 'finished');
      expect(w.claimAll()).toEqual([second, third]);
    });

    test('take the locks of a run that was passed over as soon as they are free, in order', () => {
      const w = world();
      const holder = w.queue({ session: 's0', locks: ['a', 'b'] });
      const other = w.queue({ session: 's9', locks: ['b2'] });
      expect(w.claimAll()).toEqual([holder, other]);
      const wantsBoth = w.queue({ session: 's1', locks: ['a', 'b2'] });
      const wantsA = w.queue({ session: 's2', locks: ['a'] });
      const wantsB = w.queue({ session: 's3', locks: ['b'] });
      expect(w.claim()).toBeUndefined();
      w.move(holder, 'finished');
      // `a` is free, but the first that wants it waits for `b2` as well: it lets the next one pass.
      expect(w.claimAll()).toEqual([wantsA, wantsB]);
      w.move(other, 'finished');
      expect(w.claim()).toBeUndefined();
      w.move(wantsA, 'finished');
      expect(w.claimAll()).toEqual([wantsBoth]);
    });

    test('weigh a run that waited for a lock against those that did not', () => {
      const w = world();
      const holder = w.queue({ session: 's0', lane: 'A', locks: ['db'] });
      w.mustClaim();
      const older = w.queue({ session: 's0', lane: 'A' });
      const urgent = w.queue({ session: 's1', locks: ['db'], priority: 9 });
      const late = w.queue({ session: 's2', locks: ['db'], priority: -9 });
      expect(w.claim()).toBeUndefined();
      w.move(holder, 'finished');
      expect(w.claimAll()).toEqual([urgent, older]);
      w.move(urgent, 'finished');
      expect(w.claimAll()).toEqual([late]);
    });

    test('find the one run that can go behind a long queue that cannot', () => {
      const w = world();
      const held = w.queue({ session: 'busy', lane: 'A', locks: ['db'] });
      w.mustClaim();
      for (let i = 0; i < 40; i += 1) {
        w.queue({ session: 'busy', lane: 'A' });
        w.queue({ session: `s${i % 7}`, locks: ['db', `own-${i}`] });
      }
      expect(w.claim()).toBeUndefined();
      const runnable = w.queue({ session: 'busy' });
      expect(w.mustClaim()).toMatchObject({ runId: runnable, lane: 'B' });
      w.move(held, 'finished');
      const next = w.mustClaim();
      expect(w.get(next.runId)).toMatchObject({ number: held === next.runId ? 0 : 2, lane: 'A' });
      expect(w.get(w.mustClaim().runId)).toMatchObject({ number: 3, sessionName: 's0' });
      expect(w.claim()).toBeUndefined();
    });

    test('put an answered run at the head of its queue, before a higher priority', () => {
      const w = world();
      const asked = w.queue({ lane: 'A' });
      w.mustClaim();
      w.move(asked, 'waiting');
      const busy = w.queue({ lane: 'A' });
      w.mustClaim();
      const urgent = w.queue({ lane: 'A', priority: 9 });
      w.move(asked, 'queued', { head: true });
      expect(w.store.runs.queuePosition(asked)).toEqual({ ahead: 0, heldBy: [busy], laneHeld: false });
      expect(w.store.runs.queuePosition(urgent)).toEqual({ ahead: 1, heldBy: [busy], laneHeld: false });
      w.move(busy, 'finished');
      expect(w.mustClaim()).toMatchObject({ runId: asked, generation: 2 });
      w.move(asked, 'finished');
      expect(w.mustClaim().runId).toBe(urgent);
    });

    test('let a waiting run keep its locks but no lane', () => {
      const w = world();
      const asked = w.queue({ lane: 'A', locks: ['db'] });
      w.mustClaim();
      w.move(asked, 'waiting');
      const sameLane = w.queue({ lane: 'A' });
      const sameLock = w.queue({ locks: ['db'] });
      expect(w.claimAll()).toEqual([sameLane]);
      expect(w.store.runs.queuePosition(sameLock)).toEqual({ ahead: 0, heldBy: [asked], laneHeld: false });
      w.move(sameLane, 'finished');
      w.move(asked, 'queued');
      expect(w.claimAll()).toEqual([asked]);
      w.move(asked, 'canceled');
      expect(w.claimAll()).toEqual([sameLock]);
    });

    test('queue a run again without `head` by its age', () => {
      const w = world();
      const old = w.queue({ lane: 'A' });
      w.mustClaim();
      w.move(old, 'interrupted');
      const young = w.queue({ lane: 'A' });
      w.move(old, 'queued');
      expect(w.store.runs.queuePosition(young)).toEqual({ ahead: 1, heldBy: [], laneHeld: false });
      expect(w.mustClaim().runId).toBe(old);
    });
  });

  describe(`takeover: ${name}`, () => {
    const start = () => {
      const w = world();
      const runId = w.queue({ lane: 'B', locks: ['db'] });
      w.mustClaim();
      w.move(runId, 'running');
      const newOwner = w.register();
      const request = {
        runId,
        generation: 1,
        owner: w.owner,
        ownerBeat: 0,
        newOwner,
        host: 'host',
        now: w.now() + LEASE,
        leaseMs: LEASE,
        actor: WORKER,
      };
      return { w, runId, newOwner, request };
    };

    test('gives a run with a dead owner to another, lane and locks with it', () => {
      const { w, runId, newOwner, request } = start();
      expect(w.store.runs.takeOver(request)).toEqual({ runId, generation: 2, lane: 'B', takeover: true });
      expect(w.get(runId)).toMatchObject({ execution: 'claimed', owner: newOwner, generation: 2, lane: 'B' });
      expect(w.store.runs.events(runId).at(-1)).toMatchObject({
        type: 'run.claimed',
        data: { owner: newOwner, generation: 2, takeover: true },
      });
      w.queue({ lane: 'B' });
      w.queue({ locks: ['db'] });
      expect(w.claim()).toBeUndefined();
      expect(w.store.runs.takeOver(request)).toBeUndefined();
    });

    test('does not happen when anything changed since it was seen', () => {
      const { w, runId, request } = start();
      expect(w.store.runs.takeOver({ ...request, generation: 2 })).toBeUndefined();
      expect(w.store.runs.takeOver({ ...request, owner: w.register() })).toBeUndefined();
      expect(w.store.runs.takeOver({ ...request, ownerBeat: 1 })).toBeUndefined();
      expect(w.store.runs.takeOver({ ...request, now: w.now() + LEASE - 1 })).toBeUndefined();
      w.store.instances.beat(w.owner, w.now(), LEASE);
      expect(w.store.runs.takeOver(request)).toBeUndefined();
      expect(w.store.runs.takeOver({ ...request, ownerBeat: 1 })).toMatchObject({ runId, takeover: true });
    });

    test('is not held up by a lease from before the clock was set back', () => {
      const { w, runId, request } = start();
      expect(w.store.runs.takeOver({ ...request, now: w.now() - 3_600_000 })).toMatchObject({ runId });
    });

    test('does not wait for the lease of an owner that retired', () => {
      const { w, runId, request } = start();
      w.store.instances.retire(w.owner);
      expect(w.store.runs.owned()).toMatchObject([{ runId, owner: w.owner, ownerBeat: 0, beatAt: 0 }]);
      expect(w.store.runs.takeOver({ ...request, now: w.now() })).toMatchObject({ runId });
    });

    test.each(['finished', 'canceled', 'waiting', 'interrupted', 'queued'] as const)(
      'never touches a run that is %s',
      (execution) => {
        const { w, runId, request } = start();
        w.move(runId, execution);
        expect(w.store.runs.takeOver(request)).toBeUndefined();
        expect(w.get(runId)).toMatchObject({ execution, owner: null, generation: 1 });
      },
    );
  });

  describe(`giving up: ${name}`, () => {
    test('interrupts a run of its owner alone, frees its lane and keeps its locks', () => {
      const w = world();
      const runId = w.queue({ lane: 'A', locks: ['door'] });
      const { generation } = w.mustClaim();
      const request = { runId, owner: w.owner, generation, reason: 'unreadable', actor: WORKER, now: w.now() };
      expect(w.store.runs.giveUp({ ...request, generation: generation + 1 })).toBe(false);
      expect(w.store.runs.giveUp({ ...request, owner: 'other' as InstanceId })).toBe(false);
      expect(w.store.runs.giveUp(request)).toBe(true);
      expect(w.get(runId)).toMatchObject({ execution: 'interrupted', owner: null, reason: 'unreadable' });
      expect(w.store.runs.events(runId).at(-1)).toMatchObject({
        type: 'run.interrupted',
        data: { generation, reason: 'unreadable', isFault: true },
      });
      expect(w.store.runs.giveUp(request)).toBe(false);
      const behind = w.queue({ lane: 'A', locks: ['door'] });
      expect(w.claim()).toBeUndefined();
      expect(w.store.runs.queuePosition(behind).heldBy).toEqual([runId]);
      const free = w.queue({ lane: 'A' });
      expect(w.mustClaim()).toMatchObject({ runId: free, lane: 'A' });
    });
  });
}
