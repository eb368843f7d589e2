import { useEffect, useMemo } from 'react';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { formatBytes } from '#renderer/ui/formats.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import { useWholeText } from '../content.ts';
import { compareTexts, type DiffView as Differences, type DiffRow, parseDiff } from '../model/diff-rows.ts';
import { NotShown, Reading, ReadProblem } from './problem.tsx';
import { RowWindow } from './row-window.tsx';
import styles from './viewer.module.css';

const MOST_BYTES = 4_000_000;

/** How many lines differ, for the head of the viewer. */
export interface DiffCounts {
  readonly added: number;
  readonly removed: number;
}

interface PatchViewProps {
  readonly file: ArtifactRef;
  readonly onCounts: (counts: DiffCounts | null) => void;
}

/** A file that is a unified diff. */
export function PatchView({ file, onCounts }: PatchViewProps) {
  const isSmall = file.size <= MOST_BYTES;
  const text = useWholeText(isSmall ? file.digest : null, file.size);
  const view = useMemo(() => (text.data === undefined ? undefined : parseDiff(text.data)), [text.data]);
  useCounts(view, onCounts);
  if (!isSmall) return <NotShown>A diff above {formatBytes(MOST_BYTES)} is not coloured. Text shows it.</NotShown>;
  if (text.error !== null) return <ReadProblem error={text.error} />;
  if (view === undefined) return <Reading />;
  return <DiffRows label={`Differences in ${file.name}`} view={view} />;
}

interface CompareViewProps extends PatchViewProps {
  readonly previous: { readonly label: string; readonly digest: Digest; readonly size: number };
}

/** A file beside the one of its name in the run before. */
export function CompareView({ file, previous, onCounts }: CompareViewProps) {
  const isSame = file.digest === previous.digest;
  const isSmall = file.size <= MOST_BYTES && previous.size <= MOST_BYTES;
  const isRead = isSmall && !isSame;
  const after = useWholeText(isRead ? file.digest : null, file.size);
  const before = useWholeText(isRead ? previous.digest : null, previous.size);
  const view = useMemo(
    () => (before.data === undefined || after.data === undefined ? undefined : compareTexts(before.data, after.data)),
    [before.data, after.data],
  );
  useCounts(view ?? undefined, onCounts);
  if (isSame) {
    return <EmptyState title={`Nothing changed since ${previous.label}`}>Both files have the same digest.</EmptyState>;
  }
  if (!isSmall) {
    return <NotShown>Files above {formatBytes(MOST_BYTES)} are not compared by lines. Their digests differ.</NotShown>;
  }
  const error = after.error ?? before.error;
  if (error !== null) return <ReadProblem error={error} />;
  if (view === undefined) return <Reading />;
  if (view === null) {
    return <NotShown>The two texts differ in too many lines to compare them. Save both to compare elsewhere.</NotShown>;
  }
  return <DiffRows label={`Differences of ${file.name} to ${previous.label}`} view={view} />;
}

function useCounts(view: Differences | undefined, onCounts: (counts: DiffCounts | null) => void): void {
  useEffect(() => {
    onCounts(view === undefined ? null : { added: view.added, removed: view.removed });
    return () => onCounts(null);
  }, [view, onCounts]);
}

const SIGNS: Readonly<Record<DiffRow['kind'], string>> = {
  added: '+',
  removed: '-',
  same: '',
  hunk: '',
  file: '',
  note: '',
};

function DiffRows({ label, view }: { readonly label: string; readonly view: Differences }) {
  return (
    <RowWindow
      label={label}
      count={view.rows.length}
      rowHeight={19}
      render={(index) => {
        const row = view.rows[index];
        if (row === undefined) return null;
        return (
          <span className={styles.diff} data-kind={row.kind}>
            <span className={styles.side}>{row.left ?? ''}</span>
            <span className={styles.side}>{row.right ?? ''}</span>
            <span className={styles.sign}>{SIGNS[row.kind]}</span>
            <span>{row.text}</span>
          </span>
        );
      }}
    />
  );
}
