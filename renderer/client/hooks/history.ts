import type { HistoryFilter, HistorySort } from '#shared/api/history.ts';
import { client } from '../client.ts';
import { keys } from '../keys.ts';
import { useAnswer } from '../query.ts';

/** A window of the history; the one before stays until it is there, as placeholder data, to be looked at alone. */
export const useHistoryWindow = (filter: HistoryFilter, sort: HistorySort, offset: number, limit: number) =>
  useAnswer(
    keys.historyWindow(filter, sort, offset, limit),
    (signal) => client.history.window({ filter, sort, offset, limit }, { signal }),
    { keepPrevious: true },
  );

/** Runs of a window that was asked for, and of no other. */
export function useFoundRuns(filter: HistoryFilter, sort: HistorySort, limit: number) {
  const { data, isPlaceholderData, isError } = useHistoryWindow(filter, sort, 0, limit);
  const isFound = data !== undefined && !isPlaceholderData;
  return { rows: isFound ? data.rows : NO_ROWS, isFound, hasFailed: isError && !isFound };
}

const NO_ROWS: readonly never[] = [];

/** What the filter finds, by day. */
export const useHistoryStats = (filter: HistoryFilter) =>
  useAnswer(keys.historyStats(filter), (signal) => client.history.stats({ filter }, { signal }), {
    keepPrevious: true,
  });

/** What the history can be filtered by. */
export const useHistoryFacets = () =>
  useAnswer(keys.historyFacets(), (signal) => client.history.facets({}, { signal }));

/** Filters with a name. */
export const useSavedViews = () => useAnswer(keys.savedViews(), (signal) => client.history.views({}, { signal }));
