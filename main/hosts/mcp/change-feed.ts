import type { ServerEvent, ServerEventBus } from '@modelcontextprotocol/server';
import { ticks } from '#main/api/streams/ticks.ts';
import type { Store } from '#main/engine/ports/store.ts';
import { type Clock, delay } from '#main/kernel/clock.ts';
import { planUris, runUris } from './resource-uris.ts';

/** Longest time between two looks, ms: what other processes commit wakes nobody here. */
const EVERY_MS = 500;
const AT_LEAST_MS = 100;
/** How long after a look that failed it is tried again, ms. */
const AGAIN_MS = 2_000;

type Listener = (event: ServerEvent) => void;
type FeedStore = Pick<Store, 'runs' | 'topics' | 'library' | 'plans' | 'onWake'>;

/** What was told of already. */
interface Told {
  cursor: number;
  /** Number of the newest run. */
  newest: number;
  /** Counter of the changes of the library. */
  library: number;
  plans: ReadonlyMap<string, ToldPlan>;
}

/** A plan as agents read it. */
interface ToldPlan {
  readonly name: string;
  /** Stands for its text. */
  readonly text: string;
}

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
    if (this.#stop === undefined && this.#store !== undefined) {
      this.#stop = new AbortController();
      void this.#follow(this.#store, this.#stop.signal);
    }
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size > 0) return;
      this.#stop?.abort();
      this.#stop = undefined;
    };
  }

  /** Looks until nobody listens any more, over every look that fails. */
  async #follow(store: FeedStore, signal: AbortSignal): Promise<void> {
    let told: Told | undefined;
    while (!signal.aborted) {
      try {
        // What is committed from now on counts, also before the first look.
        told ??= this.#begin(store);
        const times = { store, clock: this.#clock, everyMs: EVERY_MS, atLeastMs: AT_LEAST_MS, signal };
        for await (const _ of ticks(times)) this.#look(store, told, signal);
      } catch (error) {
        this.#onFault(error);
        // Nobody listens any more.
        await delay(this.#clock, AGAIN_MS, signal).catch(() => {});
      }
    }
  }

  #begin(store: FeedStore): Told {
    const { cursor } = store.runs.changedSince(null);
    const [last] = store.runs.list({ limit: 1 });
    return { cursor, newest: last?.number ?? 0, library: store.topics().plans, plans: plansOf(store) };
  }

  #look(store: FeedStore, told: Told, signal: AbortSignal): void {
    let isListChanged = false;
    for (let hasMore = true; hasMore && !signal.aborted; ) {
      const { cursor, more, runs } = store.runs.changedSince(told.cursor);
      hasMore = more;
      told.cursor = cursor;
      for (const run of runs) {
        for (const uri of runUris(run)) this.#updated(uri);
        if (run.number <= told.newest) continue;
        told.newest = run.number;
        isListChanged = true;
      }
      if (runs.length > 0) this.#updated('opsroom://runs');
    }
    const library = store.topics().plans;
    if (library !== told.library) {
      const plans = plansOf(store);
      for (const uri of changedPlans(told.plans, plans)) this.#updated(uri);
      told.library = library;
      told.plans = plans;
      this.#updated('opsroom://plans');
      isListChanged = true;
    }
    if (isListChanged) this.publish({ kind: 'resources_list_changed' });
  }

  #updated(uri: string): void {
    this.publish({ kind: 'resource_updated', uri });
  }
}

function plansOf({ library, plans }: FeedStore): ReadonlyMap<string, ToldPlan> {
  return new Map(
    library.list({ archived: false }).map(({ id, name, head, textDigest }) => {
      const published = head === null ? undefined : plans.get(head.digest);
      return [id, { name: published?.name ?? name, text: head === null ? textDigest : String(head.number) }];
    }),
  );
}

/** What reads otherwise than before, is new, or is not there any more. */
function changedPlans(before: ReadonlyMap<string, ToldPlan>, now: ReadonlyMap<string, ToldPlan>): ReadonlySet<string> {
  const uris = [...new Set([...before.keys(), ...now.keys()])].flatMap((id) => {
    const [was, is] = [before.get(id), now.get(id)];
    if (was?.name === is?.name && was?.text === is?.text) return [];
    return [was, is].flatMap((plan) => (plan === undefined ? [] : planUris({ id, name: plan.name })));
  });
  return new Set(uris);
}
