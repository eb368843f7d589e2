import { useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useHistoryFacets, useHistoryWindow } from '#renderer/client/hooks/history.ts';
import { useSystemState } from '#renderer/client/hooks/system.ts';
import { ExportDialog } from '#renderer/parts/export-dialog/export-dialog.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { DataTable } from '#renderer/ui/data-table.tsx';
import { EmptyState, ErrorState } from '#renderer/ui/empty-state.tsx';
import { formatCount, formatDay } from '#renderer/ui/formats.ts';
import { Page } from '#renderer/ui/frame/page.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import { useStatusHints } from '#renderer/ui/frame/status-hints.ts';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { NARROW, useMediaQuery } from '#renderer/ui/use-media-query.ts';
import { useNow } from '#renderer/ui/use-now.ts';
import type { HistoryFilter, HistoryRow, HistorySort } from '#shared/api/history.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import { DisposeDialog, type Wish } from './dispose-dialog.tsx';
import styles from './history.module.css';
import { HistoryCharts } from './history-charts.tsx';
import { historyColumns } from './history-columns.tsx';
import { HistoryFilters } from './history-filters.tsx';
import { HistoryFoot } from './history-foot.tsx';
import { isSameFilter, NEEDS_A_LOOK, NEWEST_FIRST } from './history-query.ts';
import { SavedViews } from './saved-views.tsx';
import { useHistoryQuery } from './use-history-query.ts';
import { useHistoryRows } from './use-history-rows.ts';
import { useRunLinks } from './use-run-links.ts';

const HINTS = [
  { keys: 'j', label: 'Next' },
  { keys: 'k', label: 'Previous' },
  { keys: 'Enter', label: 'Open run' },
  { keys: 'e', label: 'Export proof bundle' },
  { keys: '/', label: 'Search' },
  { keys: 'f', label: 'Filters', optional: true },
] as const;

const NONE: ReadonlySet<string> = new Set();
const idOf = ({ run }: HistoryRow): string => run.runId;

/** Every run that there was, searched, filtered and sorted. */
export function HistoryPage() {
  const query = useHistoryQuery();
  const { filter, sort, setFilter, setSort, setAll } = query;
  const facets = useHistoryFacets().data;
  const operator = useSystemState().data?.operator ?? '';
  const toLook = useHistoryWindow(NEEDS_A_LOOK, NEWEST_FIRST, 0, 1).data?.total;
  // Runs that are made later wait above, so that nothing moves under the eyes of who reads.
  const now = useNow(60_000);
  const [pinnedAt, setPinnedAt] = useState(Date.now);
  const pinned = useMemo(
    () => ({ ...filter, to: Math.min(filter.to ?? Number.MAX_SAFE_INTEGER, pinnedAt) }),
    [filter, pinnedAt],
  );
  const isOpenEnded = filter.to === undefined || filter.to > pinnedAt;
  const newer = useHistoryWindow({ ...filter, from: Math.max(filter.from ?? 0, pinnedAt) }, NEWEST_FIRST, 0, 1).data;
  const newRuns = isOpenEnded ? (newer?.total ?? 0) : 0;
  const rows = useHistoryRows(pinned, sort);
  const [active, setActive] = useState<number | null>(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(NONE);
  const [isAll, setIsAll] = useState(false);
  const [wish, setWish] = useState<Wish | null>(null);
  const [exported, setExported] = useState<HistoryRow | null>(null);
  const [isFiltering, setFiltering] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const [, navigate] = useLocation();
  const narrow = useMediaQuery(NARROW);
  const text = filter.text ?? '';
  const columns = useMemo(() => historyColumns(narrow, text), [narrow, text]);
  const links = useRunLinks();

  const total = rows.total ?? 0;
  const at = active === null || total === 0 ? null : Math.min(active, total - 1);
  const current = at === null ? undefined : rows.rowAt(at);
  const chosen = isAll ? Math.max(0, total - selected.size) : selected.size;

  const selectAll = (all: boolean): void => {
    setSelected(NONE);
    setIsAll(all);
  };
  const unselect = (): void => selectAll(false);
  const changeFilter = (change: HistoryFilter): void => {
    unselect();
    setActive(0);
    setFilter(change);
  };
  const showAll = (next: HistoryFilter, nextSort: HistorySort = sort): void => {
    unselect();
    setActive(0);
    setAll({ filter: next, sort: nextSort });
  };
  const open = (row: HistoryRow, suffix = ''): void => navigate(`/runs/${runLabel(row.run.number)}${suffix}`);
  const move = (by: 1 | -1): void => {
    setActive(Math.min(Math.max(0, total - 1), Math.max(0, (at ?? -1) + by)));
    table.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  };
  const extend = (by: 1 | -1): void => {
    const next = Math.min(total - 1, Math.max(0, (at ?? 0) + by));
    const both = [current, rows.rowAt(next)].flatMap((row) => (row === undefined ? [] : [idOf(row)]));
    setIsAll(false);
    setSelected(new Set([...(isAll ? NONE : selected), ...both]));
    setActive(next);
  };
  const onTableKey = (event: React.KeyboardEvent): void => {
    const isMod = event.ctrlKey || event.metaKey;
    if (isMod && event.key.toLowerCase() === 'a') {
      selectAll(true);
    } else if (event.shiftKey && event.key === 'ArrowDown') extend(1);
    else if (event.shiftKey && event.key === 'ArrowUp') extend(-1);
    else if (event.key === 'Escape' && chosen > 0) unselect();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  useStatusHints(HINTS);
  const group = 'History';
  const has = current !== undefined;
  useCommands([
    { id: 'history.search', title: 'Search runs', keys: '/', group, run: () => search.current?.focus() },
    { id: 'history.filters', title: 'Filters', keys: 'f', group, run: () => setFiltering(true) },
    { id: 'history.next', title: 'Next run', keys: ['j', 'ArrowDown'], group, hidden: true, run: () => move(1) },
    { id: 'history.previous', title: 'Previous run', keys: ['k', 'ArrowUp'], group, hidden: true, run: () => move(-1) },
    { id: 'history.open', title: 'Open run', keys: 'Enter', group, enabled: has, run: () => has && open(current) },
    {
      id: 'history.replay',
      title: 'Replay run',
      keys: 'r',
      group,
      enabled: has,
      run: () => has && open(current, '?replay=1'),
    },
    {
      id: 'history.export',
      title: 'Export proof bundle',
      keys: 'e',
      group,
      enabled: has,
      run: () => setExported(current ?? null),
    },
    {
      id: 'history.compare',
      title: 'Compare with previous run',
      group,
      enabled: has,
      run: () => has && void links.comparePrevious(current, false),
    },
  ]);

  const mine: HistoryFilter = { operators: [operator] };
  const shown = isSameFilter(filter, NEEDS_A_LOOK) ? 'look' : isSameFilter(filter, mine) ? 'mine' : 'all';
  const since = facets?.since ?? null;
  return (
    <Page
      header={
        <PageHeader
          title="History"
          note={
            facets === undefined || since === null
              ? undefined
              : `${formatCount(facets.total)} runs since ${formatDay(since, now)}`
          }
        />
      }
    >
      <div className={styles.page}>
        <div className={styles.bar}>
          <HistoryFilters
            filter={filter}
            onChange={changeFilter}
            onClear={() => showAll({})}
            search={search}
            isOpen={isFiltering}
            onOpenChange={setFiltering}
          />
          <span className={styles.space} />
          <Segmented
            label="Show"
            value={shown}
            onChange={(value) => showAll(value === 'look' ? NEEDS_A_LOOK : value === 'mine' ? mine : {})}
            segments={[
              { value: 'all', label: 'All' },
              { value: 'look', label: toLook === undefined ? 'Needs a look' : `Needs a look ${formatCount(toLook)}` },
              { value: 'mine', label: 'Mine', disabled: operator === '' },
            ]}
          />
          <SavedViews query={query} onChoose={(view) => showAll(view.filter, view.sort)} />
        </div>
        <HistoryCharts filter={pinned} />
        {rows.error !== null ? (
          <ErrorState
            happened="The history could not be read."
            safe="Nothing was changed."
            todo={rows.error.hint}
            details={`${rows.error.code}: ${rows.error.message}`}
          />
        ) : (
          // The keys of the grid, before it takes those it knows.
          <div ref={table} className={styles.table} onKeyDownCapture={onTableKey} role="presentation">
            {newRuns > 0 && (
              <Button
                className={styles.pill}
                size="sm"
                onClick={() => {
                  setPinnedAt(Date.now());
                  setActive(0);
                }}
              >
                {formatCount(newRuns)} new {newRuns === 1 ? 'run' : 'runs'}
              </Button>
            )}
            <DataTable
              label="Runs"
              columns={columns}
              count={rows.total ?? 20}
              rowAt={rows.rowAt}
              rowKey={idOf}
              rowName={(row) => runLabel(row.run.number)}
              onRange={rows.onRange}
              sort={{ column: sort.by, direction: sort.descending ? 'descending' : 'ascending' }}
              onSortChange={({ column, direction }) => {
                setActive(0);
                setSort({ by: column as HistorySort['by'], descending: direction === 'descending' });
              }}
              active={at}
              onActiveChange={setActive}
              onOpen={open}
              selected={selected}
              inverted={isAll}
              onSelectedChange={setSelected}
              onAllChange={selectAll}
              empty={<NothingFound isEmpty={facets?.total === 0} onClear={() => showAll({})} />}
            />
          </div>
        )}
        <HistoryFoot
          total={rows.total}
          textIncomplete={rows.textIncomplete}
          chosen={chosen}
          onDispose={setWish}
          onUnselect={unselect}
          current={current}
          links={links}
          pair={isAll || selected.size !== 2 ? null : [...selected]}
          onOpen={open}
          onReplay={(row) => open(row, '?replay=1')}
        />
      </div>
      {wish !== null && (
        <DisposeDialog
          wish={wish}
          meant={
            isAll
              ? { filter: pinned, expect: total, except: [...selected] as RunId[] }
              : { runIds: [...selected] as RunId[] }
          }
          onClose={() => setWish(null)}
          onDone={() => {
            setWish(null);
            unselect();
          }}
        />
      )}
      {exported !== null && (
        <ExportDialog
          runId={exported.run.runId}
          number={exported.run.number}
          planTitle={exported.planTitle}
          proofs={exported.proofs}
          onClose={() => setExported(null)}
        />
      )}
    </Page>
  );
}

function NothingFound({ isEmpty, onClear }: { readonly isEmpty: boolean; readonly onClear: () => void }) {
  if (isEmpty)
    return <EmptyState title="No runs yet">Runs stay here with their proofs once they have begun.</EmptyState>;
  return (
    <EmptyState title="No run is like this" actions={<Button onClick={onClear}>Clear filters</Button>}>
      Nothing in the history matches the search and all the filters.
    </EmptyState>
  );
}
