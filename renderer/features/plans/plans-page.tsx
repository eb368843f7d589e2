import { Archive, ArchiveRestore, FileUp, Play, Plus, Search } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { usePlans, useTemplates } from '#renderer/client/hooks/plans.ts';
import { StartRunDialog } from '#renderer/parts/start-run/start-run-dialog.tsx';
import type { StartSource } from '#renderer/parts/start-run/start-source.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { DataTable } from '#renderer/ui/data-table.tsx';
import { EmptyState, ErrorState } from '#renderer/ui/empty-state.tsx';
import { Page } from '#renderer/ui/frame/page.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import { useStatusHints } from '#renderer/ui/frame/status-hints.ts';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import styles from './list/list.module.css';
import { NewPlanDialog } from './list/new-plan-dialog.tsx';
import { PLAN_COLUMNS } from './list/plan-columns.tsx';
import { TemplateList } from './list/template-list.tsx';
import { usePlanActs } from './list/use-plan-acts.ts';
import { usePlanFiles } from './list/use-plan-files.ts';
import { type PlanColumn, type PlanSort, shownPlans } from './model/plan-rows.ts';

const HINTS = [
  { keys: 'Enter', label: 'Open' },
  { keys: 'n', label: 'New plan' },
  { keys: 'r', label: 'Run' },
  { keys: '/', label: 'Filter' },
] as const;
const LOADING = 8;

/** Every plan of the library. */
export function PlansPage() {
  const [archived, setArchived] = useState(false);
  const [typed, setTyped] = useState('');
  const [sort, setSort] = useState<PlanSort>({ column: 'title', direction: 'ascending' });
  const [active, setActive] = useState<number | null>(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [start, setStart] = useState<StartSource | null>(null);
  const [location, navigate] = useLocation();
  const search = useSearch();
  const [isNew, setNew] = useState(() => new URLSearchParams(search).has('new'));
  const page = useRef<HTMLDivElement>(null);
  const filter = useRef<HTMLInputElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const { data, error } = usePlans(archived);
  const templates = useTemplates().data ?? [];
  const acts = usePlanActs();
  const take = usePlanFiles(page, acts.fromFile);
  const rows = useMemo(() => shownPlans(data ?? [], typed, sort), [data, typed, sort]);
  const at = active === null || rows.length === 0 ? null : Math.min(active, rows.length - 1);
  const current = at === null ? undefined : rows[at];
  const meant = selected.size > 0 ? rows.filter(({ id }) => selected.has(id)) : current === undefined ? [] : [current];

  const closeNew = (): void => {
    setNew(false);
    if (search !== '') navigate(location, { replace: true });
  };
  const archive = (): void => {
    acts.archive(meant, !archived);
    setSelected(new Set());
  };
  const run = (): void => {
    if (current !== undefined) setStart({ kind: 'document', documentId: current.id });
  };
  useStatusHints(HINTS);
  useCommands([
    { id: 'plans.new', title: 'New plan', keys: 'n', group: 'Plans', run: () => setNew(true) },
    { id: 'plans.import', title: 'Import a plan file', group: 'Plans', run: () => file.current?.click() },
    {
      id: 'plans.filter',
      title: 'Filter plans',
      keys: '/',
      group: 'Plans',
      hidden: true,
      run: () => filter.current?.focus(),
    },
    {
      id: 'plans.run',
      title: 'Run this plan',
      keys: 'r',
      group: 'Plans',
      enabled: current !== undefined && !archived,
      run,
    },
    {
      id: 'plans.archive',
      title: archived ? 'Restore plan' : 'Archive plan',
      keys: 'Delete',
      group: 'Plans',
      enabled: meant.length > 0,
      run: archive,
    },
  ]);
  const isEmpty = data !== undefined && data.length === 0 && !archived;

  return (
    <Page
      header={
        <PageHeader
          title="Plans"
          actions={
            <>
              <Button icon={FileUp} onClick={() => file.current?.click()}>
                Import
              </Button>
              <Button variant="primary" icon={Plus} onClick={() => setNew(true)}>
                New plan
              </Button>
            </>
          }
        />
      }
    >
      <div ref={page} className={styles.page}>
        <div className={styles.bar}>
          <TextField
            className={styles.filter}
            label="Filter plans"
            hideLabel
            ref={filter}
            icon={Search}
            placeholder="Filter plans"
            value={typed}
            onChange={setTyped}
            after={<Kbd>/</Kbd>}
          />
          <Segmented
            label="Show"
            size="sm"
            value={archived ? 'archived' : 'open'}
            onChange={(value) => {
              setArchived(value === 'archived');
              setSelected(new Set());
            }}
            segments={[
              { value: 'open', label: 'Open' },
              { value: 'archived', label: 'Archived' },
            ]}
          />
          <span className={styles.count} role="status">
            {data === undefined || isEmpty ? '' : `${rows.length} ${rows.length === 1 ? 'plan' : 'plans'}`}
          </span>
          <span className={styles.space} />
          {meant.length > 0 && (
            <>
              {selected.size > 0 && <span className={styles.count}>{selected.size} selected</span>}
              <Button size="sm" icon={archived ? ArchiveRestore : Archive} onClick={archive}>
                {archived ? 'Restore' : 'Archive'}
              </Button>
              {!archived && selected.size === 0 && (
                <Button size="sm" icon={Play} keys="r" onClick={run}>
                  Run
                </Button>
              )}
            </>
          )}
        </div>
        {error !== null && data === undefined ? (
          <ErrorState happened={error.message} safe="Nothing was changed." todo={error.hint} details={error.code} />
        ) : isEmpty ? (
          <section className={styles.start} aria-label="No plans yet">
            <h2>No plans yet</h2>
            <p>
              A plan says what to do, and how each step is checked. Take a template, drop a file here, or write one.
            </p>
            <div className={styles.startActions}>
              <Button onClick={() => setNew(true)}>New plan</Button>
              <Button onClick={() => file.current?.click()}>Import file</Button>
            </div>
            <TemplateList
              templates={templates}
              action="Use"
              onTake={acts.fromTemplate}
              onRun={(id) => setStart({ kind: 'template', id })}
            />
          </section>
        ) : (
          <DataTable
            label="Plans"
            columns={PLAN_COLUMNS}
            count={data === undefined ? LOADING : rows.length}
            rowAt={(index) => rows[index]}
            rowKey={({ id }) => id}
            rowName={({ title }) => title}
            sort={sort}
            onSortChange={(next) => setSort({ ...next, column: next.column as PlanColumn })}
            active={at}
            onActiveChange={setActive}
            onOpen={({ id }) => navigate(`/plans/${id}`)}
            selected={selected}
            onSelectedChange={setSelected}
            onAllChange={(all) => setSelected(new Set(all ? rows.map(({ id }) => id) : []))}
            empty={<NoRows archived={archived} typed={typed} onClear={() => setTyped('')} />}
          />
        )}
      </div>
      <input
        ref={file}
        type="file"
        hidden
        multiple
        accept=".yaml,.yml,.json"
        aria-label="Plan files"
        onChange={(event) => {
          take([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      {isNew && (
        <NewPlanDialog
          onCreate={(title) => {
            closeNew();
            acts.create(title);
          }}
          onTemplate={(id) => {
            closeNew();
            acts.fromTemplate(id);
          }}
          onClose={closeNew}
        />
      )}
      {start !== null && <StartRunDialog lane={null} source={start} onClose={() => setStart(null)} />}
    </Page>
  );
}

interface NoRowsProps {
  readonly archived: boolean;
  readonly typed: string;
  readonly onClear: () => void;
}

function NoRows({ archived, typed, onClear }: NoRowsProps) {
  if (typed === '') return <EmptyState title={archived ? 'Nothing is archived' : 'No plans yet'} />;
  return (
    <EmptyState
      title={`No plan matches "${typed}"`}
      actions={
        <Button size="sm" onClick={onClear}>
          Clear filter
        </Button>
      }
    />
  );
}
