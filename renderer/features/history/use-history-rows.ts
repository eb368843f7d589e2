import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import { keys } from '#renderer/client/keys.ts';
import { queryClient } from '#renderer/client/query.ts';
import type { HistoryFilter, HistoryRow, HistorySort } from '#shared/api/history.ts';
import { PAGE_ROWS, pagesFor } from './page-window.ts';

type HistoryWindow = Awaited<ReturnType<typeof client.history.window>>;

export interface HistoryRows {
  /** Undefined before the first answer. */
  readonly total: number | undefined;
  readonly textIncomplete: boolean;
  readonly error: ClientError | null;
  readonly rowAt: (index: number) => HistoryRow | undefined;
  readonly onRange: (first: number, last: number) => void;
}

interface Sight {
  readonly first: number;
  readonly last: number;
  readonly direction: 1 | -1;
}

const TOP: Sight = { first: 0, last: 0, direction: 1 };

/** Rows of the history by their place, a page at a time: those in sight, and the next ones where one scrolls to. */
export function useHistoryRows(filter: HistoryFilter, sort: HistorySort): HistoryRows {
  const [sight, setSight] = useState<Sight>(TOP);
  const [lastTotal, setLastTotal] = useState<number | undefined>(undefined);
  const offsets = useMemo(
    () => [...new Set(pagesFor(sight.first, sight.last, sight.direction, lastTotal ?? PAGE_ROWS))],
    [sight, lastTotal],
  );
  const answers = useQueries({
    queries: offsets.map((offset) => ({
      queryKey: keys.historyWindow(filter, sort, offset, PAGE_ROWS),
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        client.history.window({ filter, sort, offset, limit: PAGE_ROWS }, { signal }).catch((error: unknown) => {
          throw signal.aborted ? error : toClientError(error);
        }),
    })),
  });
  const answered = answers.find(({ data }) => data !== undefined)?.data;
  const total = answered?.total ?? lastTotal;
  // What was known is kept while the next page is read.
  if (total !== lastTotal) setLastTotal(total);
  const failed = answered === undefined ? answers.find(({ error }) => error !== null)?.error : undefined;
  // A page is looked up once for a drawing, not once for each of its rows: the name of a query is long to make.
  const pages = new Map<number, HistoryWindow | undefined>();
  const pageAt = (offset: number): HistoryWindow | undefined => {
    if (!pages.has(offset)) {
      const at = offsets.indexOf(offset);
      const key = keys.historyWindow(filter, sort, offset, PAGE_ROWS);
      pages.set(offset, at === -1 ? queryClient.getQueryData<HistoryWindow>(key) : answers[at]?.data);
    }
    return pages.get(offset);
  };
  const rowAt = (index: number): HistoryRow | undefined => {
    const offset = index - (index % PAGE_ROWS);
    return pageAt(offset)?.rows[index - offset];
  };
  const onRange = useCallback((first: number, last: number) => {
    setSight((before) => {
      const direction = first < before.first ? -1 : 1;
      const isSame = pageOf(first) === pageOf(before.first) && pageOf(last) === pageOf(before.last);
      return isSame && direction === before.direction ? before : { first, last, direction };
    });
  }, []);
  return {
    total,
    textIncomplete: answered?.textIncomplete ?? false,
    error: failed === undefined || failed === null ? null : toClientError(failed),
    rowAt,
    onRange,
  };
}

function pageOf(index: number): number {
  return Math.floor(index / PAGE_ROWS);
}
