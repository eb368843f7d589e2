import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { classNames } from '#renderer/ui/class-names.ts';
import type { TreeNode } from './tree-node.ts';
import styles from './virtual-tree.module.css';

interface VirtualTreeProps<N extends TreeNode> {
  readonly label: string;
  readonly rows: readonly N[];
  readonly rowHeight: number;
  readonly active: string | null;
  readonly onActive: (row: N) => void;
  /** Folds or unfolds a row. */
  readonly onFold: (row: N) => void;
  /** Enter or a double click on what cannot be unfolded. */
  readonly onOpen?: (row: N) => void;
  readonly render: (row: N, isActive: boolean) => ReactNode;
  /** The last rows came in sight. */
  readonly onEnd?: () => void;
  readonly className?: string | undefined;
}

const OVERSCAN = 10;

/** A tree of any size with one active row. It holds the focus itself, so that no row that scrolls away takes it along. */
export function VirtualTree<N extends TreeNode>(props: VirtualTreeProps<N>) {
  const { label, rows, rowHeight, active, onActive, onFold, onOpen, render, onEnd, className } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: OVERSCAN,
  });
  const at = rows.findIndex(({ key }) => key === active);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  const drawn = virtual.getVirtualItems();
  const isAtEnd = (drawn.at(-1)?.index ?? -1) >= rows.length - 1;
  useEffect(() => {
    if (isAtEnd) onEnd?.();
  }, [isAtEnd, onEnd]);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const outcome = treeKey(event.key, rows, at, page);
    if (outcome === undefined) return;
    if (outcome.act === 'move') onActive(outcome.row);
    else if (outcome.act === 'fold') onFold(outcome.row);
    else onOpen?.(outcome.row);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={scroller}
      role="tree"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={drawn.some(({ index }) => index === at) ? `${id}-${at}` : undefined}
      className={classNames(styles.tree, className)}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={styles.space} style={{ height: virtual.getTotalSize() }}>
        {drawn.map(({ index, start, key }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            // The keys of a row are those of the tree, which holds the focus.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={key}
              id={`${id}-${index}`}
              role="treeitem"
              aria-level={row.level}
              aria-posinset={row.position}
              aria-setsize={row.siblings}
              aria-expanded={row.isOpen ?? undefined}
              aria-selected={index === at}
              className={styles.row}
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
              onClick={() => {
                onActive(row);
                if (row.isOpen !== null) onFold(row);
              }}
              onDoubleClick={() => (row.isOpen === null ? onOpen?.(row) : undefined)}
            >
              {render(row, index === at)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

type Outcome<N> = { readonly act: 'move' | 'fold' | 'open'; readonly row: N } | undefined;

function treeKey<N extends TreeNode>(key: string, rows: readonly N[], at: number, page: number): Outcome<N> {
  const move = (to: number): Outcome<N> => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, to))];
    return row && { act: 'move', row };
  };
  const row = rows[at];
  switch (key) {
    case 'ArrowDown':
      return move(at + 1);
    case 'ArrowUp':
      return move(at < 0 ? 0 : at - 1);
    case 'Home':
      return move(0);
    case 'End':
      return move(rows.length - 1);
    case 'PageDown':
      return move(at + page);
    case 'PageUp':
      return move(at - page);
    case 'ArrowRight':
      if (row?.isOpen === false) return { act: 'fold', row };
      return row?.isOpen === true ? move(at + 1) : undefined;
    case 'ArrowLeft':
      if (row?.isOpen === true) return { act: 'fold', row };
      return row === undefined ? undefined : move(rows.findLastIndex(({ level }, i) => i < at && level < row.level));
    case 'Enter':
    case ' ':
      if (row === undefined) return undefined;
      return { act: row.isOpen === null ? 'open' : 'fold', row };
    default:
      return undefined;
  }
}
