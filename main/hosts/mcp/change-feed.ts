import type { ServerEvent, ServerEventBus } from '@modelcontextprotocol/server';
import { ticks } from '#main/api/streams/ticks.ts';
import type { Store } from '#main/engine/ports/store.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { runLabel } from '#shared/run/ids.ts';

/** Longest time between two looks, ms: what other processes commit wakes nobody here. */
const EVERY_MS = 500;
const AT_LEAST_MS = 100;

type Listener = (event: ServerEvent) => void;
type FeedStore = Pick<Store, 'runs' | 'topics' | 'onWake'>;

/** Tells those who subscribed what changed, whichever process changed it. It looks only while somebody listens. */
export class ChangeFeed implements ServerEventBus {
  readonly #store: FeedStore | undefined;
  readonly #clock: Clock;
  readonly #onFault: (error: unknown) => void;
  readonly #listeners = new Set<Listener>();
  #stop: AbortController | undefined;

  /** Without a store nothing ever changes. */
  constructor(store: FeedStore | undefined, clock: Clock, onFault: (error: unknown) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#onFault = onFault;
  }

  publish(event: ServerEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  subscribe(listener: Listener): () => void {
    // A function may subscribe twice; each time is taken back by itself.
    const own: Listener = (event) => listener(event);
    this.#listeners.add(own);
    if (this.#stop === undefined) {
      this.#follow().catch((error: unknown) => {
        // The next subscriber begins anew.
        this.#stop = undefined;
        this.#onFault(error);
      });
    }
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size > 0) return;
      this.#stop?.abort();
      this.#stop = undefined;
    };
  }

  async #follow(): Promise<void> {
    const store = this.#store;
    if (store === undefined) return;
    const stop = new AbortController();
    this.#stop = stop;
    // What is committed from now on counts, also before the first look.
    let { cursor } = store.runs.changedSince(null);
    let plans = store.topics().plans;
    const times = { store, clock: this.#clock, everyMs: EVERY_MS, atLeastMs: AT_LEAST_MS, signal: stop.signal };
    for await (const _ of ticks(times)) {
      for (let hasMore = true; hasMore && !stop.signal.aborted; ) {
        const changes = store.runs.changedSince(cursor);
        ({ cursor, more: hasMore } = changes);
        for (const run of changes.runs) this.#runChanged(run);
        if (changes.runs.length > 0) this.#updated('opsroom://runs');
      }
      const now = store.topics().plans;
      if (now !== plans) {
        plans = now;
        this.#updated('opsroom://plans');
        this.publish({ kind: 'resources_list_changed' });
      }
    }
  }

  #runChanged({ runId, number }: { readonly runId: string; readonly number: number }): void {
    for (const ref of [runLabel(number), runId]) {
      this.#updated(`opsroom://runs/${ref}`);
      this.#updated(`opsroom://proofs/${ref}`);
    }
  }

  #updated(uri: string): void {
    this.publish({ kind: 'resource_updated', uri });
  }
}
