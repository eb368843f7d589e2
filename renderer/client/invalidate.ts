import type { Query, QueryClient } from '@tanstack/react-query';
import type { Changes, Topic } from '#shared/api/system.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';

/** Least time between two rounds of reading anew, ms: of what a person watches, and of what only counts. */
const WATCHED_MS = 100;
const COUNTED_MS = 1_000;
/** A round that takes longer than this does not hold up the next. */
const ROUND_MS = 2_000;

const COUNTED: ReadonlySet<string> = new Set(['metrics', 'sessions', 'history', 'artifacts', 'system', 'plans']);

const TOPIC_DOMAINS: Readonly<Record<Topic, readonly string[]>> = {
  sessions: ['sessions', 'board'],
  plans: ['plans', 'connections'],
  settings: ['settings'],
  views: ['views'],
  servers: ['mcp'],
  lanes: ['lanes', 'board'],
  identity: ['identity', 'proofs'],
  secrets: ['secrets'],
  day: ['metrics', 'board', 'history'],
};

/** Which answers a change makes old. */
export interface Staleness {
  readonly runs: ReadonlyMap<RunId, RunSummary>;
  readonly topics: ReadonlySet<Topic>;
}

/** True for an answer that may have changed with these runs and topics. */
export function isStale(key: readonly unknown[], { runs, topics }: Staleness): boolean {
  const [domain, what] = key;
  if (typeof domain !== 'string') return false;
  for (const topic of topics) if (TOPIC_DOMAINS[topic].includes(domain)) return true;
  if (runs.size === 0) return false;
  switch (domain) {
    case 'run':
      return [...runs.values()].some((run) => isNamed(run, what));
    case 'step':
    case 'logs':
    case 'events':
      return runs.has(what as RunId);
    case 'comparison':
      return runs.has(what as RunId) || runs.has(key[2] as RunId);
    case 'board':
      return [...runs.values()].some((run) => run.sessionId === what);
    case 'proofs':
      return runs.has(key[2] as RunId);
    case 'questions':
      return true;
    default:
      return COUNTED.has(domain);
  }
}

function isNamed(run: RunSummary, ref: unknown): boolean {
  if (typeof ref !== 'string') return false;
  return (
    run.runId.startsWith(ref.toLowerCase()) || ref === String(run.number) || ref.toUpperCase() === runLabel(run.number)
  );
}

/** Has old answers read anew: what is watched at most ten times a second, counts once a second, each after the last round. */
export class Invalidator {
  readonly #rounds: readonly Rounds[];

  constructor(client: QueryClient) {
    const isCounted = (key: readonly unknown[]): boolean => typeof key[0] === 'string' && COUNTED.has(key[0]);
    this.#rounds = [
      new Rounds(client, WATCHED_MS, (key) => !isCounted(key)),
      new Rounds(client, COUNTED_MS, isCounted),
    ];
  }

  add(changes: Pick<Changes, 'runs' | 'topics'>): void {
    if (changes.runs.length === 0 && changes.topics.length === 0) return;
    for (const rounds of this.#rounds) rounds.add(changes);
  }

  stop(): void {
    for (const rounds of this.#rounds) rounds.stop();
  }
}

class Rounds {
  readonly #client: QueryClient;
  readonly #everyMs: number;
  readonly #isMine: (key: readonly unknown[]) => boolean;
  #runs = new Map<RunId, RunSummary>();
  #topics = new Set<Topic>();
  #isBusy = false;
  #isStopped = false;

  constructor(client: QueryClient, everyMs: number, isMine: (key: readonly unknown[]) => boolean) {
    this.#client = client;
    this.#everyMs = everyMs;
    this.#isMine = isMine;
  }

  add({ runs, topics }: Pick<Changes, 'runs' | 'topics'>): void {
    for (const run of runs) this.#runs.set(run.runId, run);
    for (const topic of topics) this.#topics.add(topic);
    if (!this.#isBusy && !this.#isStopped) void this.#go();
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #go(): Promise<void> {
    this.#isBusy = true;
    while (!this.#isStopped && (this.#runs.size > 0 || this.#topics.size > 0)) {
      const stale = { runs: this.#runs, topics: this.#topics };
      this.#runs = new Map();
      this.#topics = new Set();
      // A round waits for its answers: a slow read that is asked for anew all the time would never come to its end.
      const reads = this.#client.invalidateQueries({
        predicate: ({ queryKey }: Pick<Query, 'queryKey'>) => this.#isMine(queryKey) && isStale(queryKey, stale),
      });
      await Promise.all([Promise.race([reads, after(ROUND_MS)]), after(this.#everyMs)]);
    }
    this.#isBusy = false;
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
