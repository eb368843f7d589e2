import { ListFilter } from 'lucide-react';
import { type RefObject, useMemo, useRef, useState } from 'react';
import { useArtifactOrigin } from '#renderer/client/hooks/artifacts.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import type { Command } from '#renderer/ui/commands/command.ts';
import { DialogCommands } from '#renderer/ui/commands/dialog-commands.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { Drawer } from '#renderer/ui/dialog.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { type StatusHint, useStatusHints } from '#renderer/ui/frame/status-hints.ts';
import { Kbds } from '#renderer/ui/kbd.tsx';
import { Menu } from '#renderer/ui/menu.tsx';
import { PanelHeader } from '#renderer/ui/panel-header.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { NARROW, useMediaQuery } from '#renderer/ui/use-media-query.ts';
import type { ArtifactGroup } from '#shared/api/artifacts.ts';
import { runLabel } from '#shared/run/ids.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import styles from './artifacts-page.module.css';
import { Details } from './details/details.tsx';
import { ExportOf } from './details/export-of.tsx';
import {
  type ArtifactRow,
  artifactRows,
  chosenFile,
  neighbourFile,
  type PlacedFile,
  placedFiles,
} from './model/artifact-rows.ts';
import { ArtifactTree } from './tree/artifact-tree.tsx';
import type { useAddress } from './use-address.ts';
import { useSaving } from './use-saving.ts';
import type { Search } from './use-search.ts';
import { AlsoStrip } from './viewer/also-strip.tsx';
import { Viewer } from './viewer/viewer.tsx';

const HINTS: readonly StatusHint[] = [
  { keys: 'j', label: 'Next file, K previous' },
  { keys: 'Enter', label: 'Open' },
  { keys: 'c', label: 'Copy digest' },
  { keys: 'e', label: 'Export proof bundle', optional: true },
  { keys: '/', label: 'Search', optional: true },
  { keys: '?', label: 'All keys', optional: true },
];
/** Of a list of everything only the newest runs begin open. */
const OPEN_RUNS = 3;
const MOST_LISTED = 12;
const ALSO = 3;

interface ArtifactsScreenProps {
  readonly address: ReturnType<typeof useAddress>;
  readonly search: Search;
  readonly list: { readonly groups: readonly ArtifactGroup[]; readonly hasMore: boolean; readonly more: () => void };
  readonly field: RefObject<HTMLInputElement | null>;
}

/** The tree, the chosen file, and what is known of it. */
export function ArtifactsScreen({ address, search, list, field }: ArtifactsScreenProps) {
  const { groups, more } = list;
  const isNarrow = useMediaQuery(NARROW);
  const [isDrawn, setDrawn] = useState(false);
  const [isExporting, setExporting] = useState(false);
  const [cursor, setCursor] = useState<string | null>(null);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  const middle = useRef<HTMLDivElement>(null);
  useStatusHints(HINTS);

  const files = useMemo(() => placedFiles(groups), [groups]);
  const chosen = chosenFile(files, address.wanted);
  const isAllOpen = search.asked !== '' || address.run !== null;
  const shownRun = chosen?.group.run.runId;
  const opened = ({ run }: ArtifactGroup, index: number): boolean =>
    isAllOpen || index < OPEN_RUNS || run.runId === shownRun || visited.has(run.runId);
  const rows = artifactRows(groups, toggled, opened);
  const { data: origin, error } = useArtifactOrigin(
    chosen === undefined ? null : { runId: chosen.group.run.runId, stepId: chosen.step.stepId, name: chosen.file.name },
  );
  const { saving, save } = useSaving(chosen?.file);
  const { isCopied, copy } = useCopied(chosen?.file.digest);

  const choose = (file: PlacedFile | undefined): void => {
    setCursor(null);
    if (file === undefined) return;
    setVisited(new Set(visited).add(file.group.run.runId));
    address.choose(file);
  };
  const move = (by: 1 | -1): void => {
    const next = neighbourFile(files, chosen, by);
    if (next?.key === chosen?.key && by === 1) more();
    else choose(next);
  };
  const ofRun = chosen === undefined ? [] : files.filter(({ group }) => group === chosen.group);
  const fold = ({ key }: ArtifactRow): void => {
    const next = new Set(toggled);
    if (!next.delete(key)) next.add(key);
    setToggled(next);
  };
  const showContent = (): void => {
    const content =
      middle.current?.querySelector<HTMLElement>('[data-viewer]') ??
      middle.current?.querySelector<HTMLElement>('[data-viewer-frame] [tabindex]');
    content?.focus();
  };
  const group = 'Artifacts';
  const hasFile = chosen !== undefined;
  const canExport = hasFile && isTerminal(chosen.group.run.execution);
  /** Of the file that shows; also while its details lie over the page. */
  const fileCommands: readonly Command[] = [
    { id: 'artifacts.copy', title: 'Copy digest', keys: 'c', group, enabled: hasFile, run: copy },
    { id: 'artifacts.save', title: 'Save file', keys: 'Mod+S', group, enabled: hasFile, run: save },
    {
      id: 'artifacts.export',
      title: 'Export proof bundle',
      keys: 'e',
      group,
      enabled: canExport,
      run: () => setExporting(true),
    },
    {
      id: 'artifacts.details',
      title: 'Show details',
      keys: 'i',
      group,
      enabled: hasFile && isNarrow,
      run: () => setDrawn(!isDrawn),
    },
  ];
  useCommands([
    ...fileCommands,
    { id: 'artifacts.next', title: 'Next file', keys: 'j', group, hidden: true, run: () => move(1) },
    { id: 'artifacts.previous', title: 'Previous file', keys: 'k', group, hidden: true, run: () => move(-1) },
    {
      id: 'artifacts.next-in-run',
      title: 'Next file of the run',
      keys: ']',
      group,
      hidden: true,
      run: () => choose(neighbourFile(ofRun, chosen, 1)),
    },
    {
      id: 'artifacts.previous-in-run',
      title: 'Previous file of the run',
      keys: '[',
      group,
      hidden: true,
      run: () => choose(neighbourFile(ofRun, chosen, -1)),
    },
    { id: 'artifacts.open', title: 'Open file', keys: 'Enter', group, enabled: hasFile, run: showContent },
    { id: 'artifacts.search', title: 'Search artifacts', keys: '/', group, run: () => field.current?.focus() },
  ]);

  const details = chosen !== undefined && (
    <Details
      placed={chosen}
      origin={origin}
      error={error}
      isCopied={isCopied}
      onCopy={copy}
      saving={saving}
      onSave={save}
      onExport={() => setExporting(true)}
    />
  );
  return (
    <div className={styles.page}>
      <section className={styles.tree} aria-label="Files">
        <div className={styles.bar}>
          <TextField
            ref={field}
            className={styles.search}
            label="Search artifacts by file, digest, plan or run"
            hideLabel
            placeholder="File, digest, plan or run"
            value={search.text}
            onChange={search.setText}
            maxLength={200}
            after={<Kbds keys="/" />}
          />
          <Menu label="Show one run" items={runItems(groups, address.run, address.setRun)}>
            <Button icon={ListFilter}>By run</Button>
          </Menu>
        </div>
        {address.run !== null && (
          <div className={styles.narrowed}>
            <Chip on removeLabel="Show all runs" onRemove={() => address.setRun(null)}>
              Only {address.run.toUpperCase()}
            </Chip>
          </div>
        )}
        {rows.length === 0 ? (
          <EmptyState
            title={search.asked === '' ? `${address.run ?? 'This run'} left no files` : 'No file matches'}
            actions={
              <Button
                size="sm"
                onClick={() => {
                  search.setText('');
                  if (search.asked === '') address.setRun(null);
                }}
              >
                {search.asked === '' ? 'Show all runs' : 'Clear search'}
              </Button>
            }
          >
            {search.asked !== '' &&
              `Nothing has “${search.asked}” in its name, plan or run, or begins its digest with it.`}
          </EmptyState>
        ) : (
          <ArtifactTree
            rows={rows}
            active={cursor ?? chosen?.key ?? null}
            onActive={(row) => (row.kind === 'file' ? choose(row.placed) : setCursor(row.key))}
            onFold={fold}
            onOpen={showContent}
            onEnd={more}
          />
        )}
        {list.hasMore && <p className={styles.foot}>Older runs appear as you scroll.</p>}
      </section>
      <div ref={middle} className={styles.middle}>
        {chosen === undefined ? (
          rows.length > 0 && <NotListed name={address.wanted.name ?? ''} onFirst={() => choose(files[0])} />
        ) : (
          <>
            <Viewer
              key={chosen.key}
              file={chosen.file}
              origin={origin}
              onSave={save}
              onDetails={isNarrow ? () => setDrawn(true) : null}
            />
            <AlsoStrip chosen={chosen} others={besides(ofRun, chosen)} onChoose={choose} />
          </>
        )}
      </div>
      {!isNarrow && (
        <aside className={styles.details} aria-label="Details">
          <PanelHeader title="Details" />
          {details}
        </aside>
      )}
      {isNarrow && isDrawn && (
        <Drawer open title="Details" description={chosen?.file.name} onClose={() => setDrawn(false)} bare>
          <DialogCommands commands={fileCommands} />
          {details}
        </Drawer>
      )}
      {isExporting && chosen !== undefined && <ExportOf group={chosen.group} onClose={() => setExporting(false)} />}
    </div>
  );
}

function NotListed({ name, onFirst }: { readonly name: string; readonly onFirst: () => void }) {
  return (
    <EmptyState
      title="That file is not in this list"
      actions={
        <Button size="sm" onClick={onFirst}>
          Show the newest file
        </Button>
      }
    >
      {name} may belong to an older run, or the search leaves it out.
    </EmptyState>
  );
}

/** The files after the chosen one, and from the start again. */
function besides(ofRun: readonly PlacedFile[], chosen: PlacedFile): readonly PlacedFile[] {
  const at = ofRun.findIndex(({ key }) => key === chosen.key);
  return [...ofRun.slice(at + 1), ...ofRun.slice(0, Math.max(0, at))].slice(0, ALSO);
}

function runItems(groups: readonly ArtifactGroup[], run: string | null, setRun: (label: string | null) => void) {
  return [
    { id: 'all', label: 'All runs', checked: run === null, run: () => setRun(null) },
    ...groups.slice(0, MOST_LISTED).map((group) => {
      const label = runLabel(group.run.number);
      return {
        id: group.run.runId,
        label: `${label} ${group.planTitle}`,
        checked: run?.toUpperCase() === label,
        run: () => setRun(label),
      };
    }),
  ];
}

function useCopied(digest: string | undefined): { readonly isCopied: boolean; readonly copy: () => void } {
  const [copied, setCopied] = useState<string | null>(null);
  return {
    isCopied: digest !== undefined && copied === digest,
    copy: () => {
      if (digest === undefined) return;
      void navigator.clipboard.writeText(digest).then(
        () => setCopied(digest),
        () => setCopied(null),
      );
    },
  };
}
