import { type RunState, type StepState, stepIndex } from '#main/engine/state.ts';
import type { ActView, Span } from '#shared/api/runs.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { RunEvent } from '#shared/run/event.ts';

/** An event of a step, as the inspector names it. */
export interface ChainLink {
  readonly seq: number;
  readonly type: string;
  readonly hash: Digest;
}

/** What the events of a step say beyond its state. */
export interface StepTrace {
  readonly spans: readonly Span[];
  /** Starts of acts, ms UTC. */
  readonly started: readonly Pick<ActView, 'try' | 'undo' | 'startedAt'>[];
  readonly first: ChainLink | null;
  readonly last: ChainLink | null;
  /** When its open question was asked, ms UTC. */
  readonly askedAt: number | null;
}

interface OpenTrace {
  spans: { kind: Span['kind']; from: number; to: number | null }[];
  started: Pick<ActView, 'try' | 'undo' | 'startedAt'>[];
  first: ChainLink | null;
  last: ChainLink | null;
  askedAt: number | null;
}

/** Follows a run's events beside its state: times, hashes and the lane, which the state does not keep. */
export class RunTrace {
  readonly #steps = new Map<number, OpenTrace>();
  readonly #running = new Set<number>();
  #lane: Lane | null = null;
  #head: { readonly seq: number; readonly hash: Digest };

  constructor(first: RunEvent) {
    this.#head = { seq: first.seq, hash: first.hash };
  }

  /** The lane that the run was in last; it gives its lane back while it waits. */
  get lane(): Lane | null {
    return this.#lane;
  }

  get head(): { readonly seq: number; readonly hash: Digest } {
    return this.#head;
  }

  step(index: number): StepTrace {
    return this.#steps.get(index) ?? NO_TRACE;
  }

  /** Takes the next event, and the state after it. */
  add(event: RunEvent, state: RunState): void {
    this.#head = { seq: event.seq, hash: event.hash };
    if (event.type === 'run.claimed') this.#lane = event.data.lane;
    const index = 'stepId' in event.data && event.data.stepId !== null ? stepIndex(state.plan, event.data.stepId) : -1;
    if (index >= 0 && event.type !== 'step.waived') this.#note(index, event);
    // A run that is interrupted or ends stops the clocks of all its steps.
    const touched = index < 0 ? [...this.#running] : [index];
    for (const each of touched) this.#follow(each, event.at, state);
  }

  #note(index: number, event: RunEvent): void {
    const trace = this.#of(index);
    const link = { seq: event.seq, type: event.type, hash: event.hash };
    trace.first ??= link;
    trace.last = link;
    if (event.type === 'act.started') {
      trace.started.push({ try: event.data.try, undo: event.data.undo, startedAt: event.at });
    }
    if (event.type === 'wait.opened') trace.askedAt = event.at;
  }

  #follow(index: number, at: number, state: RunState): void {
    const step = state.steps[index];
    if (step === undefined) return;
    const trace = this.#of(index);
    const kind = spanKind(step, state);
    const open = trace.spans.at(-1);
    const isSame = open !== undefined && open.to === null && open.kind === kind;
    if (isSame) return;
    if (open !== undefined && open.to === null) open.to = at;
    if (kind === undefined) {
      this.#running.delete(index);
      return;
    }
    trace.spans.push({ kind, from: at, to: null });
    this.#running.add(index);
  }

  #of(index: number): OpenTrace {
    const found = this.#steps.get(index);
    if (found !== undefined) return found;
    const made: OpenTrace = { spans: [], started: [], first: null, last: null, askedAt: null };
    this.#steps.set(index, made);
    return made;
  }
}

const NO_TRACE: StepTrace = { spans: [], started: [], first: null, last: null, askedAt: null };

function spanKind(step: StepState, state: RunState): Span['kind'] | undefined {
  if (step.wait !== null) return 'wait';
  if (state.execution !== 'running' && state.execution !== 'claimed') return undefined;
  if (step.acting !== null) return step.acting.undo ? 'undo' : 'act';
  switch (step.status) {
    case 'checking':
    case 'verifying':
    case 'doubt':
      return 'checks';
    case 'undoing':
      return 'undo';
    case 'backoff':
      return 'backoff';
    case 'waiting':
      return 'wait';
    case 'acting':
    case 'pending':
    case 'settled':
      return undefined;
  }
}
