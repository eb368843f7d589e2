import { ChevronDown, ChevronRight } from 'lucide-react';
import { classNames } from '#renderer/ui/class-names.ts';
import { formatBytes, formatCount } from '#renderer/ui/formats.ts';
import { PathText } from '#renderer/ui/path-text.tsx';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import { runLabel } from '#shared/run/ids.ts';
import { FileIcon } from '../file-icon.tsx';
import type { ArtifactRow } from '../model/artifact-rows.ts';
import styles from './artifact-tree.module.css';
import { VirtualTree } from './virtual-tree.tsx';

interface ArtifactTreeProps {
  readonly rows: readonly ArtifactRow[];
  readonly active: string | null;
  readonly onActive: (row: ArtifactRow) => void;
  readonly onFold: (row: ArtifactRow) => void;
  readonly onOpen: () => void;
  readonly onEnd: () => void;
}

/** Runs, their steps, and the files that these left. */
export function ArtifactTree({ rows, active, onActive, onFold, onOpen, onEnd }: ArtifactTreeProps) {
  return (
    <VirtualTree
      label="Artifacts"
      className={styles.tree}
      rows={rows}
      rowHeight={28}
      active={active}
      onActive={onActive}
      onFold={onFold}
      onOpen={onOpen}
      onEnd={onEnd}
      render={(row, isActive) => <Row row={row} isActive={isActive} />}
    />
  );
}

function Row({ row, isActive }: { readonly row: ArtifactRow; readonly isActive: boolean }) {
  const Arrow = row.isOpen === true ? ChevronDown : ChevronRight;
  const className = classNames(styles.row, styles[row.kind], isActive && styles.active);
  if (row.kind === 'file') {
    const { file } = row.placed;
    return (
      <span className={className}>
        <FileIcon file={file} />
        <PathText className={styles.fileName} path={file.name} />
        <span className={styles.size}>{formatBytes(file.size)}</span>
      </span>
    );
  }
  if (row.kind === 'step') {
    return (
      <span className={className}>
        <Arrow size={12} aria-hidden />
        <Truncate>
          {row.step.index + 1}. {row.step.title}
        </Truncate>
      </span>
    );
  }
  const { run, status, planTitle } = row.group;
  return (
    <span className={className}>
      <Arrow size={12} aria-hidden />
      <StatusGlyph status={status} size={13} labelled />
      <span className={styles.label}>{runLabel(run.number)}</span>
      <Truncate>{planTitle}</Truncate>
      <span className={styles.size}>{formatCount(row.files)}</span>
    </span>
  );
}
