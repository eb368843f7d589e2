import { expect, test } from 'vitest';
import { checkChain, sealEvent } from '#main/kernel/event-chain.ts';
import { jsonDigest } from '#main/kernel/hash.ts';
import type { EventDraft, RunEvent } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';

const RUN = 'run-1' as RunId;

function draft(stepId: string, at = 5): EventDraft<'step.started'> {
  return { type: 'step.started', at, actor: { kind: 'worker', name: 'w' }, data: { stepId } };
}

function chain(length: number): RunEvent[] {
  const events: RunEvent[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    events.push(sealEvent(draft(`step-${seq}`), { runId: RUN, seq, prev: events.at(-1)?.hash ?? null }));
  }
  return events;
}

test('seals an event over every other member, and nothing else', () => {
  const stray = { ...draft('a'), note: 'not part of it' };
  const event = sealEvent(stray, { runId: RUN, seq: 1, prev: null });
  const { hash, ...rest } = event;
  expect(Object.keys(rest).sort()).toEqual(['actor', 'at', 'data', 'prev', 'runId', 'seq', 'type']);
  expect(hash).toBe(jsonDigest(rest));
});

test('accepts a whole chain, an empty one, and one that goes on from a known end', () => {
  const events = chain(4);
  expect(checkChain(events)).toBeUndefined();
  expect(checkChain([])).toBeUndefined();
  const end = events[1];
  if (end === undefined) throw new Error('two events');
  expect(checkChain(events.slice(2), end)).toBeUndefined();
  expect(checkChain(events.slice(2))).toMatchObject({ seq: 1, differs: 'seq', found: '3' });
});

test.each<[string, (events: RunEvent[]) => void, object]>([
  ['changed data', (e) => replace(e, 1, { data: { stepId: 'other' } }), { seq: 2, differs: 'hash' }],
  ['a changed time', (e) => replace(e, 0, { at: 6 }), { seq: 1, differs: 'hash' }],
  ['another actor', (e) => replace(e, 2, { actor: { kind: 'operator', name: 'w' } }), { seq: 3, differs: 'hash' }],
  ['another hash', (e) => replace(e, 3, { hash: e[0]?.hash }), { seq: 4, differs: 'hash' }],
  ['an event left out', (e) => e.splice(1, 1), { seq: 2, differs: 'seq', found: '3' }],
  ['another run', (e) => replace(e, 1, { runId: 'run-2' }), { seq: 2, differs: 'runId' }],
  ['data that was never sealed', (e) => replace(e, 1, { data: { stepId: 2 ** 60 } }), { seq: 2, differs: 'hash' }],
])('names the first event that is broken: %s', (_name, damage, expected) => {
  const events = chain(4);
  damage(events);
  expect(checkChain(events)).toMatchObject(expected);
});

test('finds an event that was sealed anew, by the one after it', () => {
  const events = chain(4);
  events[1] = sealEvent(draft('forged'), { runId: RUN, seq: 2, prev: events[0]?.hash ?? null });
  expect(checkChain(events)).toMatchObject({ seq: 3, differs: 'prev', expected: events[1].hash });
});

test('refuses data that JSON cannot carry exactly', () => {
  expect(() => sealEvent(draft('\ud800'), { runId: RUN, seq: 1, prev: null })).toThrow(RangeError);
});

function replace(events: RunEvent[], index: number, members: object): void {
  events[index] = { ...events[index], ...members } as RunEvent;
}
