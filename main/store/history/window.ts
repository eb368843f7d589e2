import type { HistoryQuery, HistoryStore } from '#main/engine/ports/history.ts';
import type { HistoryFilter, HistorySort } from '#shared/api/history.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { Connection } from '../connection.ts';
import type { TextSearch } from '../search/text-search.ts';
import { listedRuns } from './listed-runs.ts';
import type { RunColumns } from './run-columns.ts';
import { type Wanted, wantedRows } from './run-filter.ts';
import type { RunIndex } from './run-index.ts';
import type { RunOrders } from './run-order.ts';

/** The rows that a filter lets through. */
export class HistoryRows {
  readonly #connection: Connection;
  readonly #index: RunIndex;
  readonly #orders: RunOrders;
  readonly #search: TextSearch;

  constructor(connection: Connection, index: RunIndex, orders: RunOrders, search: TextSearch) {
    this.#connection = connection;
    this.#index = index;
    this.#orders = orders;
    this.#search = search;
  }

  window(query: HistoryQuery): ReturnType<HistoryStore['window']> {
    const { filter, sort, offset, limit } = query;
    const { columns, wanted } = this.wanted(filter);
    const page: number[] = [];
    let total = 0;
    const end = offset + limit;
    this.#each(columns, sort, (i) => {
      if (!wanted(i)) return;
      if (total >= offset && total < end) page.push(i);
      total += 1;
    });
    const text = filter.text?.trim() ?? '';
    const rows = listedRuns(
      this.#connection,
      this.#index,
      page.map((i) => i + 1),
    ).map((row) => ({ ...row, hit: text === '' ? null : this.#search.hit(row.run.number - 1, text) }));
    return { rows, total, textIncomplete: text !== '' && this.#isIncomplete() };
  }

  ids(filter: HistoryFilter, limit: number): readonly RunId[] {
    const { columns, wanted } = this.wanted(filter);
    const numbers: number[] = [];
    for (let i = columns.length - 1; i >= 0 && numbers.length < limit; i -= 1) if (wanted(i)) numbers.push(i + 1);
    return this.#connection
      .all<{ readonly id: RunId }>(
        'select id from runs where number in (select value from json_each(?)) order by number desc',
        JSON.stringify(numbers),
      )
      .map(({ id }) => id);
  }

  wanted(filter: HistoryFilter): { readonly columns: RunColumns; readonly wanted: Wanted } {
    const marks = filter.text === undefined ? null : this.#search.marks(filter.text);
    const columns = this.#index.read();
    return { columns, wanted: wantedRows(columns, filter, marks) };
  }

  #isIncomplete(): boolean {
    const { status, cutLogs } = this.#search.state();
    return status !== 'complete' || cutLogs > 0;
  }

  #each(columns: RunColumns, { by, descending }: HistorySort, visit: (i: number) => void): void {
    const rows = by === 'number' ? null : this.#orders.ascending(by);
    const { length } = columns;
    for (let k = 0; k < length; k += 1) {
      const at = descending ? length - 1 - k : k;
      visit(rows === null ? at : (rows[at] as number));
    }
  }
}
