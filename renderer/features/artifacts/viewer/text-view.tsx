import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { formatCount } from '#renderer/ui/formats.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import type { TextRow } from '../model/text-index.ts';
import { ReadProblem } from './problem.tsx';
import { RowWindow } from './row-window.tsx';
import { TextDocument } from './text-document.ts';
import styles from './viewer.module.css';

/** Lines of different heights are measured one by one: more than this are not wrapped. */
export const MOST_WRAPPED_BYTES = 2_000_000;
const ROW_HEIGHT = 19;

interface TextViewProps {
  readonly file: ArtifactRef;
  readonly wraps: boolean;
}

/** A text by windows: of a hundred megabytes only what is in sight is held. */
export function TextView({ file, wraps }: TextViewProps) {
  const document = useMemo(() => new TextDocument(file.digest, file.size), [file.digest, file.size]);
  useEffect(() => document.start(), [document]);
  useSyncExternalStore(document.subscribe, () => document.version);
  if (document.error !== null) return <ReadProblem error={document.error} />;
  if (file.size === 0) return <EmptyState title="This file is empty">A step left it without a single byte.</EmptyState>;
  const label = `Text of ${file.name}`;
  return (
    <>
      {wraps ? (
        <WrappedRows label={label} document={document} />
      ) : (
        <RowWindow
          label={label}
          count={document.rows}
          rowHeight={ROW_HEIGHT}
          render={(index) => <Line row={document.rowAt(index)} />}
        />
      )}
      {document.progress < 1 && (
        <p className={styles.progress} role="status">
          {formatCount(document.lines)} lines found, {Math.floor(document.progress * 100)}% read
        </p>
      )}
    </>
  );
}

function Line({ row }: { readonly row: TextRow | undefined }) {
  return (
    <>
      <span className={styles.number} aria-hidden>
        {row?.line ?? ''}
      </span>
      {row?.text ?? ''}
    </>
  );
}

function WrappedRows({ label, document }: { readonly label: string; readonly document: TextDocument }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: document.rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  });
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls takes the keys that scroll
    <div ref={scroller} role="region" aria-label={label} tabIndex={0} data-viewer className={styles.wrapped}>
      <div className={styles.wrappedSpace} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => (
          <div
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            className={styles.wrappedRow}
            style={{ transform: `translateY(${start}px)` }}
          >
            <span className={styles.number} aria-hidden>
              {document.rowAt(index)?.line ?? ''}
            </span>
            <span>{document.rowAt(index)?.text ?? ''}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
