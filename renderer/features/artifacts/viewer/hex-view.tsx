import { useCallback, useEffect, useRef, useState } from 'react';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import { readBytes } from '../content.ts';
import { BYTES_PER_ROW, hexRow, hexRows } from '../model/hex.ts';
import { ReadProblem } from './problem.tsx';
import { RowWindow } from './row-window.tsx';
import styles from './viewer.module.css';

const PAGE_BYTES = 16_384;
const MOST_PAGES = 64;

/** Bytes as they are, by windows. */
export function HexView({ file }: { readonly file: ArtifactRef }) {
  const { pageAt, error } = useBytePages(file);
  if (error !== null) return <ReadProblem error={error} />;
  if (file.size === 0) return <EmptyState title="This file is empty">A step left it without a single byte.</EmptyState>;
  const row = (index: number): React.ReactNode => {
    const offset = index * BYTES_PER_ROW;
    const within = offset % PAGE_BYTES;
    const bytes = pageAt(Math.floor(offset / PAGE_BYTES))?.subarray(within, within + BYTES_PER_ROW);
    const shown = bytes === undefined ? undefined : hexRow(offset, bytes);
    return (
      <>
        <span className={styles.number}>{offset.toString(16).padStart(8, '0')}</span>
        <span className={styles.bytes}>{shown?.hex ?? ''}</span>
        <span className={styles.ascii}>{shown?.text ?? ''}</span>
      </>
    );
  };
  return <RowWindow label={`Bytes of ${file.name}`} count={hexRows(file.size)} rowHeight={19} render={row} />;
}

/** Pages of a content, asked for when they are drawn. */
function useBytePages({ digest, size }: ArtifactRef) {
  const pages = useRef(new Map<number, Uint8Array | null>());
  const [, draw] = useState(0);
  const [error, setError] = useState<ClientError | null>(null);
  const stop = useRef(new AbortController());
  useEffect(() => {
    stop.current = new AbortController();
    const { current } = stop;
    const held = pages.current;
    return () => {
      current.abort();
      held.clear();
    };
  }, []);
  const pageAt = useCallback(
    (page: number): Uint8Array | null | undefined => {
      const known = pages.current.get(page);
      if (known !== undefined || page * PAGE_BYTES >= size) return known;
      pages.current.set(page, null);
      const { signal } = stop.current;
      readBytes(digest, page * PAGE_BYTES, PAGE_BYTES, signal).then(
        (bytes) => {
          pages.current.set(page, bytes);
          const [oldest] = pages.current.keys();
          if (pages.current.size > MOST_PAGES && oldest !== undefined) pages.current.delete(oldest);
          draw((count) => count + 1);
        },
        (thrown: unknown) => (signal.aborted ? undefined : setError(toClientError(thrown))),
      );
      return null;
    },
    [digest, size],
  );
  return { pageAt: (page: number) => pageAt(page) ?? undefined, error };
}
