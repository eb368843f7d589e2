import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { type EventDraft, isInputEvent, type RunEvent } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import { consequences } from './advance.ts';
import { createdState, evolve } from './evolve.ts';
import type { RunState } from './state.ts';

/** The first event that a replay did not reproduce. */
export interface ReplayDifference {
  readonly seq: number;
  readonly recorded: Pick<EventDraft, 'type' | 'data'> | null;
  readonly decided: Pick<EventDraft, 'type' | 'data'> | null;
}

export type ReplayResult =
  | { readonly ok: true; readonly state: RunState; readonly decisions: number }
  | { readonly ok: false; readonly difference: ReplayDifference };

/**
 * Feeds the recorded inputs of a run back through the engine and compares every decision with the recorded one. A history
 * may stop at any event, and `run.claimed` decides nothing: what follows it comes with `run.resumed`.
 */
export function replay(plan: Plan, runId: RunId, events: readonly RunEvent[]): ReplayResult {
  const [first] = events;
  if (first?.type !== 'run.created') return difference(first, undefined, 1);
  let state = createdState(plan, runId, first);
  let expected: readonly EventDraft[] = [];
  let decisions = 0;
  for (const event of events.slice(1)) {
    if (isInputEvent(event.type)) {
      const [missing] = expected;
      if (missing !== undefined) return difference(undefined, missing, event.seq);
      state = evolve(state, event);
      expected = event.type === 'run.claimed' ? [] : consequences(state, event.at);
      continue;
    }
    const [next, ...rest] = expected;
    if (next === undefined || !isSame(next, event)) return difference(event, next, event.seq);
    state = evolve(state, event);
    expected = rest;
    decisions += 1;
  }
  return { ok: true, state, decisions };
}

function isSame(a: EventDraft, b: EventDraft): boolean {
  return a.type === b.type && a.at === b.at && canonicalJson(a.data) === canonicalJson(b.data);
}

function difference(recorded: EventDraft | undefined, decided: EventDraft | undefined, seq: number): ReplayResult {
  const part = (draft: EventDraft | undefined) =>
    draft === undefined ? null : ({ type: draft.type, data: draft.data } as Pick<EventDraft, 'type' | 'data'>);
  return { ok: false, difference: { seq, recorded: part(recorded), decided: part(decided) } };
}
