import { evolve, foldRun } from '#main/engine/evolve.ts';
import type { Store } from '#main/engine/ports/store.ts';
import { isOnlyAsking, type RunState } from '#main/engine/state.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { loadRun } from '#main/runtime/commands.ts';
import { watchRun } from '#main/runtime/watch-run.ts';
import type { RunId } from '#shared/run/ids.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import type { RunObserver } from './live/observer.ts';

export interface FollowOptions {
  readonly runId: RunId;
  /** State that the observer has seen already; the whole history is told when absent. */
  readonly from?: RunState;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
  /** Ends also where nothing goes on before a person has answered what a server asks in the middle of an act. */
  readonly untilAsked?: boolean;
}

/** Watches a run, by whomever it is executed, until it has ended or waits for people only, or the signal aborts. */
export async function followRun(store: Store, clock: Clock, options: FollowOptions): Promise<RunState> {
  const { runId, observer } = options;
  const { plan } = loadRun(store, runId);
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  let state = options.from;
  for await (const event of watchRun(store, clock, runId, state?.seq ?? 0, signal)) {
    state = state === undefined ? foldRun(plan, runId, [event]) : evolve(state, event);
    observer.event(event, state);
    const isAsked = options.untilAsked === true && isOnlyAsking(state);
    if ((isAsked || isSettled(state)) && isNewest(store, runId, state)) stop.abort();
  }
  return state ?? loadRun(store, runId);
}

/** True where a run goes no further without a person. */
function isSettled(state: RunState): boolean {
  return isTerminal(state.execution) || state.execution === 'waiting';
}

function isNewest(store: Store, runId: RunId, state: RunState): boolean {
  return store.runs.events(runId, state.seq).length === 0;
}
