import type { ApiContext } from '#main/api/context.ts';
import type { TopicCounts } from '#main/engine/ports/history.ts';
import { type Changes, TOPICS, type Topic } from '#shared/api/system.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { ticks } from './ticks.ts';
import { workerViews } from './worker-views.ts';

const EVERY_MS = 100;
/** How often is looked at what lies in files, ms. */
const FILES_MS = 2_000;

type Context = Pick<ApiContext, 'store' | 'services' | 'secrets' | 'identity'>;

/**
 * Everything that changes after a cursor, at most ten times a second. The first word comes at once; it names every topic when
 * it goes on from a cursor, because what changed meanwhile beside the events is not known.
 */
export async function* systemChanges(
  context: Context,
  { after }: { readonly after: number | null },
  signal: AbortSignal,
): AsyncGenerator<Changes, void, void> {
  const { store, services } = context;
  const { clock } = services;
  const topics = new TopicWatch(context);
  let cursor = after;
  let shownWorkers = '';
  let isFirst = true;
  for await (const _ of ticks({ store, clock, everyMs: EVERY_MS, atLeastMs: EVERY_MS, signal })) {
    let hasMore = true;
    while (hasMore && !signal.aborted) {
      const changed = await topics.changed();
      const { runs, more, cursor: next } = store.runs.changedSince(cursor);
      const at = clock.now();
      const workers = workerViews(store, at);
      const workerText = JSON.stringify(workers);
      const isQuiet = runs.length === 0 && changed.length === 0 && workerText === shownWorkers;
      hasMore = more;
      cursor = next;
      if (isQuiet && !isFirst) continue;
      yield { cursor, at, runs, topics: isFirst && after !== null ? TOPICS : changed, workers };
      isFirst = false;
      shownWorkers = workerText;
    }
  }
}

/** Tells which topics changed since it was asked last. */
class TopicWatch {
  readonly #context: Context;
  #counts: TopicCounts;
  #lanes: string;
  #files: { readonly identity: string; readonly secrets: string } | undefined;
  #day: number;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(context: Context) {
    this.#context = context;
    this.#counts = context.store.topics();
    this.#lanes = JSON.stringify(context.store.lanes.policies());
    this.#day = utcDay(context);
  }

  async changed(): Promise<readonly Topic[]> {
    const { store, services } = this.#context;
    const changed: Topic[] = [];
    const counts = store.topics();
    for (const topic of ['sessions', 'plans', 'settings', 'views', 'servers'] as const) {
      if (counts[topic] !== this.#counts[topic]) changed.push(topic);
    }
    this.#counts = counts;
    const lanes = JSON.stringify(store.lanes.policies());
    if (lanes !== this.#lanes) changed.push('lanes');
    this.#lanes = lanes;
    const day = utcDay(this.#context);
    if (day !== this.#day) changed.push('day');
    this.#day = day;
    if (services.clock.monotonic() - this.#lookedAt >= FILES_MS) {
      const before = this.#files;
      this.#files = await this.#readFiles();
      this.#lookedAt = services.clock.monotonic();
      if (before !== undefined && before.identity !== this.#files.identity) changed.push('identity');
      if (before !== undefined && before.secrets !== this.#files.secrets) changed.push('secrets');
    }
    return changed;
  }

  async #readFiles(): Promise<{ readonly identity: string; readonly secrets: string }> {
    const { identity, secrets } = this.#context;
    return {
      identity: await textOf(async () => [await identity.get(), await identity.trusted()]),
      secrets: await textOf(async () => [await secrets.state(), await secrets.list()]),
    };
  }
}

/** Days since 1970. */
function utcDay({ services }: Pick<Context, 'services'>): number {
  return Math.floor(services.clock.now() / 86_400_000);
}

/** A file that cannot be read is told by the calls that need it. */
async function textOf(read: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await read());
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
