import { existsSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonDigest, sha256 } from '#main/kernel/hash.ts';
import type { InstanceId, SessionId } from '#shared/run/ids.ts';
import { LEASE, makePlan, type StoreKit, StoreWorld } from './store-world.ts';

const withCode = (code: string) => expect.objectContaining({ code });

export function readsSuite(name: string, makeKit: () => StoreKit): void {
  const world = (): StoreWorld => new StoreWorld(makeKit());

  describe(`sessions: ${name}`, () => {
    test('are made once per open name', () => {
      const { store } = world();
      const first = store.sessions.ensure('ops', 5);
      expect(store.sessions.ensure('ops', 9)).toEqual(first);
      expect(first).toMatchObject({ name: 'ops', createdAt: 5, archivedAt: null });
      expect(store.sessions.find('ops')).toEqual(first);
      expect(store.sessions.find(first.id)).toEqual(first);
      expect(store.sessions.find('other')).toBeUndefined();
    });

    test('are archived when their work has ended; the name is free again', () => {
      const w = world();
      const runId = w.queue({ session: 'ops' });
      const old = w.get(runId).sessionId;
      expect(() => w.store.sessions.archive(old, 7)).toThrow(withCode('session.busy'));
      w.mustClaim();
      expect(() => w.store.sessions.archive(old, 7)).toThrow(withCode('session.busy'));
      w.move(runId, 'waiting');
      expect(() => w.store.sessions.archive(old, 7)).toThrow(withCode('session.busy'));
      w.move(runId, 'canceled');
      w.store.sessions.archive(old, 7);
      w.store.sessions.archive(old, 8);
      expect(w.store.sessions.find('ops')).toMatchObject({ id: old, archivedAt: 7 });
      const fresh = w.store.sessions.ensure('ops', 9);
      expect(fresh.id).not.toBe(old);
      expect(w.store.sessions.find('ops')).toEqual(fresh);
      expect(w.store.sessions.list({ archived: true }).map((session) => session.id)).toEqual([old]);
      expect(w.store.sessions.list({ archived: false }).map((session) => session.id)).toEqual([fresh.id]);
      expect(w.get(runId).sessionName).toBe('ops');
      expect(() => w.store.sessions.archive('nobody' as SessionId, 1)).toThrow(withCode('session.unknown'));
    });

    test('take no runs once archived', () => {
      const w = world();
      const runId = w.queue({ session: 'ops' });
      const { sessionId } = w.get(runId);
      const [event] = w.store.runs.events(runId);
      w.move(runId, 'canceled');
      w.store.sessions.archive(sessionId, 7);
      if (event?.type !== 'run.created') throw new Error('the first event');
      expect(() => w.store.runs.create({ sessionId, event, steps: [] })).toThrow(withCode('session.archived'));
    });

    test('have a folder of their own', () => {
      const { store } = world();
      const session = store.sessions.ensure('ops', 5);
      const folder = store.sessions.workspace(session.id);
      expect(isAbsolute(folder) && existsSync(folder)).toBe(true);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(store.sessions.workspace(session.id)).toBe(folder);
      expect(store.sessions.workspace(store.sessions.ensure('other', 5).id)).not.toBe(folder);
      expect(() => store.sessions.workspace('../..' as SessionId)).toThrow(withCode('session.unknown'));
    });
  });

  describe(`plans: ${name}`, () => {
    test('come back by their digest', () => {
      const { store } = world();
      const plan = makePlan('rotate');
      const digest = jsonDigest(plan);
      store.plans.put(plan, digest, 1);
      store.plans.put(plan, digest, 2);
      expect(store.plans.get(digest)).toEqual(plan);
      expect(jsonDigest(store.plans.get(digest))).toBe(digest);
      expect(store.plans.get(sha256('other'))).toBeUndefined();
    });

    test('are refused under a digest that is not theirs, and runs of unknown plans too', () => {
      const w = world();
      expect(() => w.store.plans.put(makePlan('rotate'), sha256('other'), 1)).toThrow(withCode('store.plan-digest'));
      const [event] = w.store.runs.events(w.queue());
      if (event?.type !== 'run.created') throw new Error('the first event');
      const unknown = { ...event, data: { ...event.data, planDigest: sha256('other') } };
      const { sessionId } = event.data;
      expect(() => w.store.runs.create({ sessionId, event: unknown, steps: [] })).toThrow(
        withCode('store.unknown-plan'),
      );
    });
  });

  describe(`runs: ${name}`, () => {
    test('are numbered without gaps, also after a creation that failed', () => {
      const w = world();
      const first = w.queue();
      const [event] = w.store.runs.events(first);
      if (event?.type !== 'run.created') throw new Error('the first event');
      const twice = [
        { id: 'a', title: 'a' },
        { id: 'a', title: 'a' },
      ];
      expect(() => w.store.runs.create({ sessionId: event.data.sessionId, event, steps: twice })).toThrow(/UNIQUE/i);
      const second = w.queue();
      expect([w.get(first).number, w.get(second).number]).toEqual([1, 2]);
      expect(w.store.runs.events(second)[0]).toMatchObject({ type: 'run.created', data: { number: 2 } });
      expect(w.get(second)).toMatchObject({
        execution: 'queued',
        verification: 'pending',
        disposition: 'open',
        rollback: 'none',
        generation: 0,
        owner: null,
        stepsDone: 0,
        stepsTotal: 2,
        createdAt: w.now(),
      });
    });

    test('are found by id, by a prefix of it, by number and by label', () => {
      const w = world();
      const [a, b] = [w.queue(), w.queue()];
      const run = w.get(b);
      for (const reference of [b, b.slice(0, 30), '2', 'R-2', 'r-2', ` ${b} `]) {
        expect(w.store.runs.find(reference)).toEqual(run);
      }
      // Both were made at the same time, so they begin alike.
      expect(a.slice(0, 8)).toBe(b.slice(0, 8));
      for (const reference of [b.slice(0, 8), '3', 'R-3', '', '%', b.slice(0, 3), 'x']) {
        expect(w.store.runs.find(reference)).toBeUndefined();
      }
    });

    test('are listed newest first, by page', () => {
      const w = world();
      for (let i = 0; i < 5; i += 1) w.queue();
      const numbers = (filter: Parameters<typeof w.store.runs.list>[0]) =>
        w.store.runs.list(filter).map((run) => run.number);
      expect(numbers({})).toEqual([5, 4, 3, 2, 1]);
      expect(numbers({ limit: 2 })).toEqual([5, 4]);
      expect(numbers({ limit: 2, before: 4 })).toEqual([3, 2]);
      expect(numbers({ before: 1 })).toEqual([]);
    });

    test('are listed by session, plan, time, status and text', () => {
      const w = world();
      const a = w.queue({ session: 'Überblick', plan: makePlan('rotate-key'), at: 100 });
      const b = w.queue({ session: 'ops', plan: makePlan('backup'), at: 200 });
      const c = w.queue({ session: 'ops', at: 300 });
      w.mustClaim({ runId: b });
      w.move(b, 'finished', { summary: { verification: 'failed', reason: 'disk 100% full' } });
      w.mustClaim({ runId: c });
      w.move(c, 'waiting', { summary: { disposition: 'ignored' } });
      const ids = (filter: Parameters<typeof w.store.runs.list>[0]) =>
        w.store.runs.list(filter).map((run) => run.runId);
      expect(ids({ sessionId: w.get(b).sessionId })).toEqual([c, b]);
      expect(ids({ planName: 'rotate-key' })).toEqual([a]);
      expect(ids({ since: 200 })).toEqual([c, b]);
      expect(ids({ status: [] })).toEqual([c, b, a]);
      expect(ids({ status: ['waiting'] })).toEqual([c]);
      expect(ids({ status: ['queued', 'waiting'] })).toEqual([c, a]);
      expect(ids({ status: ['failed', 'ignored'] })).toEqual([c, b]);
      expect(ids({ status: ['finished'] })).toEqual([b]);
      expect(ids({ status: ['nonsense'] })).toEqual([]);
      expect(ids({ text: 'ÜBER' })).toEqual([a]);
      expect(ids({ text: 'r-2' })).toEqual([b]);
      expect(ids({ text: '100%' })).toEqual([b]);
      expect(ids({ text: '_' })).toEqual([]);
      expect(ids({ text: 'OPS', planName: 'backup', status: ['failed'], since: 150 })).toEqual([b]);
    });

    test('have a place in the queue of their session, and somebody who is in the way', () => {
      const w = world();
      const held = LANES_OF_FOUR.map(() => w.queue());
      w.claimAll();
      const next = w.queue();
      const wishes = w.queue({ lane: 'B' });
      expect(w.store.runs.queuePosition(next)).toEqual({ ahead: 0, heldBy: held, laneHeld: false });
      expect(w.store.runs.queuePosition(wishes)).toEqual({ ahead: 1, heldBy: [held[1]], laneHeld: false });
      const elsewhere = w.queue({ session: 'other' });
      expect(w.store.runs.queuePosition(elsewhere)).toEqual({ ahead: 0, heldBy: [], laneHeld: false });
      expect(w.store.runs.queuePosition(held[0] ?? next)).toEqual({ ahead: 0, heldBy: [], laneHeld: false });
    });
  });

  describe(`instances: ${name}`, () => {
    test('beat, prolong their leases, and retire', () => {
      const w = world();
      const runId = w.queue();
      w.mustClaim();
      w.store.instances.beat(w.owner, 50, LEASE);
      w.store.instances.beat(w.owner, 60, LEASE);
      expect(w.store.instances.list()).toEqual([
        { id: w.owner, host: 'host', pid: 1, kind: 'worker', lanes: null, draining: false, beat: 2, beatAt: 60 },
      ]);
      expect(w.store.runs.owned()).toEqual([{ runId, owner: w.owner, generation: 1, ownerBeat: 2, beatAt: 60 }]);
      w.store.instances.retire(w.owner);
      expect(w.store.instances.list()).toEqual([]);
      expect(() => w.store.instances.beat('nobody' as InstanceId, 1, LEASE)).toThrow(
        withCode('store.unknown-instance'),
      );
    });

    test('say what they claim: which lanes, and nothing any more once they drain', () => {
      const w = world();
      const id = 'lanes' as InstanceId;
      w.store.instances.register({ id, host: 'h', pid: 2, kind: 'worker', lanes: ['C', 'A'], now: w.now() });
      const found = () => w.store.instances.list().find((instance) => instance.id === id);
      expect(found()).toMatchObject({ lanes: ['A', 'C'], draining: false });
      w.store.instances.drain(id);
      expect(found()).toMatchObject({ lanes: ['A', 'C'], draining: true });
    });

    test('are forgotten long after they died, unless they own a run', () => {
      const w = world();
      const idle = w.register();
      w.queue();
      w.mustClaim();
      const late = w.now() + 40 * 24 * 3_600_000;
      const fresh = 'fresh' as InstanceId;
      w.store.instances.register({ id: fresh, host: 'h', pid: 2, kind: 'cli', now: late });
      const ids = w.store.instances.list().map((instance) => instance.id);
      expect(ids).toContain(w.owner);
      expect(ids).toContain(fresh);
      expect(ids).not.toContain(idle);
    });
  });

  describe(`waking: ${name}`, () => {
    test('comes at once, after every commit that may let somebody act, and only then', () => {
      const w = world();
      let calls = 0;
      const stop = w.store.onWake(() => {
        // What woke must be there to be read, and the store must be free for the next transaction.
        w.store.instances.beat(w.owner, w.now(), LEASE);
        calls += 1;
      });
      const counted = (action: () => unknown): number => {
        const before = calls;
        action();
        return calls - before;
      };
      let runId = w.owner as unknown as Parameters<typeof w.move>[0];
      expect(counted(() => (runId = w.queue()))).toBe(1);
      expect(counted(() => w.mustClaim())).toBe(0);
      expect(counted(() => w.move(runId, 'running'))).toBe(0);
      expect(counted(() => w.move(runId, 'waiting'))).toBe(1);
      expect(counted(() => w.move(runId, 'queued', { head: true }))).toBe(1);
      w.mustClaim();
      expect(counted(() => w.move(runId, 'finished'))).toBe(1);
      stop();
      expect(counted(() => w.queue())).toBe(0);
    });

    test('a listener that fails stops neither the commit nor the others', () => {
      const w = world();
      let called = false;
      w.store.onWake(() => {
        throw new Error('no');
      });
      w.store.onWake(() => (called = true));
      w.queue();
      expect(called).toBe(true);
    });
  });
}

const LANES_OF_FOUR = ['A', 'B', 'C', 'D'];
