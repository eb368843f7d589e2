import { createdState, evolve } from '#main/engine/evolve.ts';
import type { Store } from '#main/engine/ports/store.ts';
import type { RunState } from '#main/engine/state.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { RunId } from '#shared/run/ids.ts';
import { RunTrace } from './run-trace.ts';

/** A run as its events tell it. */
export interface RunFold {
  readonly state: RunState;
  readonly trace: RunTrace;
  /** Resources that it uses alone. */
  readonly locks: readonly string[];
}

/** Runs that stay folded: those of a board and of the windows that look at them. */
const KEPT = 256;

/** Folds runs from the store and keeps the last ones, so that looking again only folds what is new. */
export class RunFolds {
  readonly #store: Pick<Store, 'runs' | 'plans'>;
  readonly #kept = new Map<RunId, RunFold>();

  constructor(store: Pick<Store, 'runs' | 'plans'>) {
    this.#store = store;
  }

  /** The run as it stands now. Throws AppError `run.unknown`, `run.no-plan`, `store.*`. */
  get(runId: RunId): RunFold {
    const kept = this.#kept.get(runId);
    const fold = kept === undefined ? this.#begin(runId) : this.#goOn(runId, kept);
    this.#kept.delete(runId);
    this.#kept.set(runId, fold);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    return fold;
  }

  #begin(runId: RunId): RunFold {
    const events = this.#store.runs.events(runId);
    const [first] = events;
    if (first?.type !== 'run.created') {
      throw new AppError('run.unknown', `there is no run ${runId}`, { hint: 'it may be of another data folder' });
    }
    const plan = this.#store.plans.get(first.data.planDigest);
    if (plan === undefined) throw new AppError('run.no-plan', `the plan of run ${runId} is not in the store`);
    const trace = new RunTrace(first);
    let state = createdState(plan, runId, first);
    for (const event of events.slice(1)) {
      state = evolve(state, event);
      trace.add(event, state);
    }
    return { state, trace, locks: first.data.locks };
  }

  #goOn(runId: RunId, { state: before, trace, locks }: RunFold): RunFold {
    let state = before;
    for (const event of this.#store.runs.events(runId, before.seq)) {
      state = evolve(state, event);
      trace.add(event, state);
    }
    return { state, trace, locks };
  }
}
