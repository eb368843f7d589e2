import { describe, expect, test } from 'vitest';
import type { Store } from '#main/engine/ports/store.ts';
import { commandRun } from '#main/runtime/commands.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { RunId } from '#shared/run/ids.ts';
import { OPERATOR, type StoreKit, StoreWorld } from './store-world.ts';

/** Moves a run as an operator does, and says how it went. */
function move(store: Store, runId: RunId, lane: Lane | null, before: RunId | null): string {
  const outcome = commandRun(store, runId, { type: 'move', lane, before }, { actor: OPERATOR, at: 7 });
  return outcome.ok ? 'moved' : outcome.error.code;
}

/** The order in which the queued runs of one lane come to their turn. */
function turns(w: StoreWorld, lane: Lane): readonly RunId[] {
  const order: RunId[] = [];
  for (let claim = w.claim({ lanes: [lane] }); claim !== undefined; claim = w.claim({ lanes: [lane] })) {
    order.push(claim.runId);
    w.move(claim.runId, 'finished');
  }
  return order;
}

export function operatorsSuite(name: string, makeKit: () => StoreKit): void {
  const world = (): StoreWorld => new StoreWorld(makeKit());

  describe(`moves: ${name}`, () => {
    test('put a run before another one, behind all others, and into another lane', () => {
      const w = world();
      const [a, b, c, d] = Array.from({ length: 4 }, () => w.queue({ lane: 'A' })) as [RunId, RunId, RunId, RunId];
      const other = w.queue({ lane: 'B' });
      expect(move(w.store, d, 'A', b)).toBe('moved');
      expect(move(w.store, a, 'A', null)).toBe('moved');
      expect(move(w.store, other, 'A', c)).toBe('moved');
      expect(w.get(other).laneWish).toBe('A');
      expect(w.store.runs.events(d).at(-1)).toMatchObject({ type: 'run.moved', actor: OPERATOR, at: 7 });
      expect([d, b, other, c, a].map((id) => w.store.runs.queuePosition(id).ahead)).toEqual([0, 1, 2, 3, 4]);
      expect(turns(w, 'A')).toEqual([d, b, other, c, a]);
    });

    test('find room between two runs however often, and never behind runs that come later', () => {
      const w = world();
      const first = w.queue({ lane: 'A' });
      const rest = Array.from({ length: 5 }, () => w.queue({ lane: 'A' }));
      const last = rest.at(-1) ?? first;
      let order = [first, ...rest];
      for (const [step, id] of [...rest.slice(0, 4), first, ...rest.slice(0, 4), first].entries()) {
        move(w.store, id, 'A', step % 3 === 2 ? null : last);
        order = order.filter((other) => other !== id);
        order.splice(step % 3 === 2 ? order.length : order.indexOf(last), 0, id);
      }
      const late = w.queue({ lane: 'A' });
      expect(turns(w, 'A')).toEqual([...order, late]);
    });

    test('take the priority of the new neighbours', () => {
      const w = world();
      const urgent = w.queue({ lane: 'A', priority: 9 });
      const usual = w.queue({ lane: 'A' });
      const idle = w.queue({ lane: 'A', priority: -9 });
      move(w.store, idle, 'A', urgent);
      move(w.store, urgent, 'A', null);
      expect(turns(w, 'A')).toEqual([idle, usual, urgent]);
    });

    test('are refused, and change nothing, where the other run does not queue there or this one does not queue', () => {
      const w = world();
      const running = w.queue({ lane: 'A' });
      w.mustClaim();
      const a = w.queue({ lane: 'A' });
      const any = w.queue();
      const b = w.queue({ lane: 'B' });
      const elsewhere = w.queue({ session: 'other', lane: 'A' });
      for (const before of [running, b, elsewhere, 'nobody' as RunId]) {
        expect(() => move(w.store, a, 'A', before)).toThrow(expect.objectContaining({ code: 'run.not-queued' }));
      }
      expect(move(w.store, running, 'B', null)).toBe('run.not-queued');
      expect(move(w.store, a, 'A', a)).toBe('run.not-queued');
      expect(w.lastSeq(a)).toBe(1);
      expect(move(w.store, a, 'A', any)).toBe('moved');
      expect(move(w.store, b, null, a)).toBe('moved');
      expect(w.get(b).laneWish).toBeNull();
      expect(w.store.runs.queuePosition(b).ahead).toBe(0);
    });

    test('keep a run that waits for a lock where it was put', () => {
      const w = world();
      const holder = w.queue({ lane: 'A', locks: ['db'] });
      w.mustClaim();
      const first = w.queue({ lane: 'B', locks: ['db'] });
      const second = w.queue({ lane: 'B', locks: ['db'] });
      expect(w.claim()).toBeUndefined();
      move(w.store, second, 'B', first);
      w.move(holder, 'finished');
      expect(turns(w, 'B')).toEqual([second, first]);
    });
  });

  describe(`pauses: ${name}`, () => {
    test('take a queued run out of the queue, and lifting puts it at the head', () => {
      const w = world();
      const busy = w.queue({ lane: 'A' });
      w.mustClaim();
      const urgent = w.queue({ lane: 'A', priority: 9 });
      const held = w.queue({ lane: 'A' });
      const at = { actor: OPERATOR, at: 7 };
      commandRun(w.store, held, { type: 'pause', reason: 'not now' }, at);
      expect(w.get(held)).toMatchObject({ execution: 'waiting', paused: true, reason: 'paused by o: not now' });
      expect(w.store.runs.list({ status: ['waiting'] })).toMatchObject([{ runId: held, paused: true }]);
      commandRun(w.store, held, { type: 'lift-pause', reason: null }, at);
      expect(w.get(held)).toMatchObject({ execution: 'queued', paused: false, reason: '' });
      w.move(busy, 'finished');
      expect(turns(w, 'A')).toEqual([held, urgent]);
    });
  });

  describe(`lane policies: ${name}`, () => {
    test('are open until somebody sets them, and are kept with who and when', () => {
      const kit = makeKit();
      const w = new StoreWorld(kit);
      const open = { held: false, reserved: false, changedBy: null, changedAt: null };
      expect(w.store.lanes.policies()).toEqual({ A: open, B: open, C: open, D: open });
      w.store.lanes.setPolicy('B', { held: true, reserved: false }, OPERATOR, 5);
      w.store.lanes.setPolicy('B', { held: false, reserved: true }, OPERATOR, 6);
      const other = kit.open();
      expect(other.lanes.policies()).toEqual({
        A: open,
        B: { held: false, reserved: true, changedBy: OPERATOR, changedAt: 6 },
        C: open,
        D: open,
      });
    });

    test('keep every run out of a held lane, in every session, until it is released', () => {
      const w = world();
      const inLane = w.queue({ lane: 'A' });
      w.mustClaim();
      w.store.lanes.setPolicy('A', { held: true, reserved: false }, OPERATOR, 5);
      w.move(inLane, 'running');
      expect(w.get(inLane).execution).toBe('running');
      w.move(inLane, 'finished');
      const wants = w.queue({ lane: 'A' });
      const elsewhere = w.queue({ session: 'other', lane: 'A' });
      const any = w.queue();
      expect(w.store.runs.queuePosition(wants)).toEqual({ ahead: 0, heldBy: [], laneHeld: true });
      expect(w.store.runs.queuePosition(any).laneHeld).toBe(false);
      expect(w.claim({ runId: wants })).toBeUndefined();
      expect([w.store.runs.claimable(), w.store.runs.claimable(['A'])]).toEqual([true, false]);
      expect(w.mustClaim()).toMatchObject({ runId: any, lane: 'B' });
      expect(w.claim()).toBeUndefined();
      expect(w.store.runs.claimable()).toBe(false);
      w.store.lanes.setPolicy('A', { held: false, reserved: false }, OPERATOR, 6);
      expect(w.store.runs.claimable()).toBe(true);
      expect(w.claimAll()).toEqual([wants, elsewhere]);
    });

    test('let an owner take over a run that is in a held lane', () => {
      const w = world();
      const runId = w.queue({ lane: 'A' });
      w.mustClaim();
      w.store.lanes.setPolicy('A', { held: true, reserved: false }, OPERATOR, 5);
      const [owned] = w.store.runs.owned();
      if (owned === undefined) throw new Error('nobody owns it');
      const { generation, owner, ownerBeat } = owned;
      w.store.instances.retire(owner);
      const newOwner = w.register();
      const by = { host: 'host', now: w.now(), leaseMs: 10, actor: OPERATOR };
      expect(w.store.runs.takeOver({ runId, generation, owner, ownerBeat: ownerBeat, newOwner, ...by })).toMatchObject({
        lane: 'A',
        takeover: true,
      });
    });

    test('give a reserved lane only to runs that ask for it', () => {
      const w = world();
      for (const lane of ['A', 'C'] as const)
        w.store.lanes.setPolicy(lane, { held: false, reserved: true }, OPERATOR, 5);
      const runs = Array.from({ length: 3 }, () => w.queue());
      const asks = w.queue({ lane: 'A' });
      expect(w.mustClaim()).toMatchObject({ runId: runs[0], lane: 'B' });
      const second = w.mustClaim();
      expect(second).toMatchObject({ runId: runs[1], lane: 'D' });
      expect(w.mustClaim()).toMatchObject({ runId: asks, lane: 'A' });
      expect(w.claim()).toBeUndefined();
      expect(w.store.runs.queuePosition(runs[2] ?? asks)).toEqual({
        ahead: 0,
        heldBy: [runs[0], runs[1]],
        laneHeld: false,
      });
      for (const lane of ['B', 'D'] as const)
        w.store.lanes.setPolicy(lane, { held: false, reserved: true }, OPERATOR, 6);
      expect(w.store.runs.queuePosition(runs[2] ?? asks)).toEqual({ ahead: 0, heldBy: [], laneHeld: true });
    });

    test('wake whoever may claim', () => {
      const w = world();
      let wakes = 0;
      const stop = w.store.onWake(() => {
        wakes += 1;
      });
      w.store.lanes.setPolicy('A', { held: false, reserved: false }, OPERATOR, 5);
      stop();
      expect(wakes).toBe(1);
    });
  });
}
