import type { HistorySort } from '#shared/api/history.ts';
import type { RunColumns } from './run-columns.ts';
import type { RunIndex } from './run-index.ts';

type Ordered = Exclude<HistorySort['by'], 'number'>;

const ORDERS: readonly Ordered[] = ['started', 'run-time', 'plan', 'session'];

/**
 * Rows in every order that was asked for. An order is kept and put right again when rows have changed, which is quick because
 * nearly all of it is in order already. Rows that are alike stay in the order of their numbers.
 */
export class RunOrders {
  readonly #index: RunIndex;
  readonly #orders = new Map<Ordered, { rows: number[]; version: number }>();

  constructor(index: RunIndex) {
    this.#index = index;
  }

  /** Prepares one more order ahead of the first look; `false` when all are there. */
  warm(): boolean {
    const missing = ORDERS.find((by) => !this.#orders.has(by));
    if (missing !== undefined) this.ascending(missing);
    return missing !== undefined;
  }

  /** Row numbers, ascending. */
  ascending(by: Ordered): readonly number[] {
    const columns = this.#index.read();
    // Asked for first: the names count as a change.
    if (by === 'session') this.#index.sessions();
    const { version } = this.#index;
    let order = this.#orders.get(by);
    if (order === undefined) {
      order = { rows: [], version: -1 };
      this.#orders.set(by, order);
    }
    if (order.version !== version) {
      for (let i = order.rows.length; i < columns.length; i += 1) order.rows.push(i);
      const key = this.#key(columns, by);
      order.rows.sort((a, b) => (key[a] as number) - (key[b] as number) || a - b);
      order.version = version;
    }
    return order.rows;
  }

  #key(columns: RunColumns, by: Ordered): Float64Array {
    const key = new Float64Array(columns.length);
    const ranks =
      by === 'plan'
        ? ranksOf(columns.plans.all)
        : by === 'session'
          ? ranksOf(columns.sessions.all.map((id) => this.#index.sessionName(id)))
          : [];
    for (let i = 0; i < key.length; i += 1) key[i] = keyOf(columns, by, i, ranks);
    return key;
  }
}

/** What has no value yet comes before everything that has one. */
function keyOf(columns: RunColumns, by: Ordered, i: number, ranks: readonly number[]): number {
  switch (by) {
    case 'started':
      return orElse(columns.started[i], columns.created[i] as number);
    case 'run-time':
      return orElse(columns.duration(i), -1);
    case 'plan':
      return ranks[columns.plan[i] as number] as number;
    case 'session':
      return ranks[columns.session[i] as number] as number;
  }
}

function orElse(value: number | undefined, other: number): number {
  return value === undefined || Number.isNaN(value) ? other : value;
}

const collator = new Intl.Collator('en', { numeric: true });

function ranksOf(names: readonly string[]): readonly number[] {
  const sorted = [...new Set(names)].sort(collator.compare);
  const ranks = new Map(sorted.map((name, rank) => [name, rank]));
  return names.map((name) => ranks.get(name) ?? 0);
}
