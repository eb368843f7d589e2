import type { EventData, EventDraft, EventType } from '#shared/run/event.ts';
import { nextCancelDecision } from './cancel.ts';
import { nextEndDecision } from './end.ts';
import { evolve } from './evolve.ts';
import { nextFaultDecision } from './fault.ts';
import { nextPausedDecision, parkPaused } from './pause.ts';
import { nextQuestion } from './question.ts';
import { nextStart } from './start.ts';
import type { RunState } from './state.ts';
import { nextStepDecision } from './step-decision.ts';

/** A decision before it has a time and an actor. */
export type Decided = { [K in EventType]: { readonly type: K; readonly data: EventData[K] } }[EventType];

/**
 * Everything that follows from a state: decisions, one by one, until nothing follows any more. `at` is ms UTC and becomes
 * the time of each decision. The engine is the actor: a decision is nobody's act.
 */
export function consequences(state: RunState, at: number): readonly EventDraft[] {
  const decisions: EventDraft[] = [];
  let current = state;
  for (let next = nextDecision(current, at); next !== undefined; next = nextDecision(current, at)) {
    const draft = { ...next, at, actor: ENGINE } as EventDraft;
    decisions.push(draft);
    current = evolve(current, draft);
  }
  return decisions;
}

const ENGINE = { kind: 'policy', name: 'engine' } as const;

/** The one next decision; `undefined` while the run waits for an act, a reading, a timer or a person. */
function nextDecision(state: RunState, at: number): Decided | undefined {
  if (state.execution === 'finished' || state.execution === 'canceled') return undefined;
  if (state.cancel !== null) return nextCancelDecision(state);
  if (state.execution === 'interrupted') {
    return nextFaultDecision(state) ?? parkPaused(state) ?? { type: 'run.requeued', data: { reason: state.reason } };
  }
  if (state.execution === 'queued') return parkPaused(state);
  if (state.execution === 'waiting') return nextReturn(state);
  if (state.execution !== 'running') return undefined;
  if (state.pause !== null) return nextPausedDecision(state, at);
  if (state.startedAt === null) return { type: 'run.started', data: {} };
  return nextStepDecision(state, at) ?? nextQuestion(state) ?? nextStart(state) ?? nextEndDecision(state);
}

/** A parked run goes on once it was answered or its pause was lifted, and nobody holds it. */
function nextReturn(state: RunState): Decided | undefined {
  if (state.pause !== null) return undefined;
  if (state.isAnswered) return { type: 'run.requeued', data: { reason: 'answered' } };
  return state.isLifted ? { type: 'run.requeued', data: { reason: 'resumed' } } : undefined;
}
