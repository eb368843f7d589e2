import type { HistoryStore } from '#main/engine/ports/history.ts';
import type { Connection } from '../connection.ts';
import type { TextSearch } from '../search/text-search.ts';
import { endedByLane } from './ended-runs.ts';
import { estimates } from './estimates.ts';
import { historyFacets } from './facets.ts';
import { listedRunById } from './listed-runs.ts';
import { runMetrics } from './metrics.ts';
import type { RunIndex } from './run-index.ts';
import { RunOrders } from './run-order.ts';
import { historyStats } from './stats.ts';
import { HistoryRows } from './window.ts';

export function historyStore(connection: Connection, index: RunIndex, search: TextSearch): HistoryStore {
  const orders = new RunOrders(index);
  const rows = new HistoryRows(connection, index, orders, search);
  const ended = endedByLane(connection, index);
  return {
    ...estimates(connection, index),
    window: (query) => connection.snapshot(() => rows.window(query)),
    stats: (filter) => historyStats(rows, filter),
    facets: () => historyFacets(index),
    ids: (filter, limit) => connection.snapshot(() => rows.ids(filter, limit)),
    row: (runId) => connection.snapshot(() => listedRunById(connection, index, runId)),
    endedByLane: (sessionId, ask) => connection.snapshot(() => ended(sessionId, ask)),
    metrics: (now) => runMetrics(index.read(), now),
    warm: () => index.warm() || orders.warm(),
    textIndex: () => search.state(),
  };
}
