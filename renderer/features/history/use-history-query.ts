import { useEffect, useMemo, useRef } from 'react';
import { useLocation, useSearch } from 'wouter';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { HistoryFilter, HistorySort } from '#shared/api/history.ts';
import { compactFilter, type HistoryQuery, readQuery, writeQuery } from './history-query.ts';

interface Remembered {
  /** The query of the address as it was left. */
  readonly search: string;
  /** The query of the saved view that a new window begins with. */
  readonly defaultSearch: string | null;
}

/** What of the history sticks on this machine. */
export const useRemembered = create<Remembered>()(
  persist((): Remembered => ({ search: '', defaultSearch: null }), { name: 'history.query' }),
);

/** The history was shown in this window before. */
let hasBegun = false;

/** Filter and sort of the address; an address without any gets those that were left. */
export function useHistoryQuery(): HistoryQuery & {
  readonly setFilter: (change: HistoryFilter) => void;
  readonly setAll: (query: HistoryQuery) => void;
  readonly setSort: (sort: HistorySort) => void;
} {
  const [location, navigate] = useLocation();
  const search = useSearch();
  const query = useMemo(() => readQuery(new URLSearchParams(search)), [search]);
  const isOpening = useRef(true);
  useEffect(() => {
    // Only when the page opens: later an empty address is one that was cleared.
    if (!isOpening.current) return;
    isOpening.current = false;
    const { search: left, defaultSearch } = useRemembered.getState();
    const begun = hasBegun ? left : (defaultSearch ?? left);
    hasBegun = true;
    if (search === '' && begun !== '') navigate(`${location}?${begun}`, { replace: true });
  }, [location, navigate, search]);
  const setAll = (next: HistoryQuery): void => {
    const written = writeQuery({ ...next, filter: compactFilter(next.filter) }).toString();
    useRemembered.setState({ search: written });
    // With its question mark even when empty: without one the router keeps what was asked for before.
    navigate(`${location}?${written}`, { replace: true });
  };
  return {
    ...query,
    setAll,
    setFilter: (change) => setAll({ filter: { ...query.filter, ...change }, sort: query.sort }),
    setSort: (sort) => setAll({ filter: query.filter, sort }),
  };
}
