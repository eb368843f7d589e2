import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import styles from './data-table.module.css';
import { rowAfterKey } from './row-keys.ts';
import { TableHead } from './table-head.tsx';
import { type RowActions, TableRow } from './table-row.tsx';

export interface Column<T> {
  readonly id: string;
  readonly title: string;
  /** A track of CSS grid: `120px`, `minmax(160px, 2fr)`. */
  readonly width: string;
  readonly align?: 'start' | 'end';
  readonly sortable?: boolean;
  /** The title is for screen readers alone. */
  readonly hideTitle?: boolean;
  readonly cell: (row: T) => ReactNode;
}

export interface TableSort {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

export interface DataTableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  /** Of all rows, loaded or not. */
  readonly count: number;
  /** Undefined: not loaded yet; a skeleton holds its place. */
  readonly rowAt: (index: number) => T | undefined;
  readonly rowKey: (row: T) => string;
  /** The rows in sight, ends included, whenever they change: load these. */
  readonly onRange?: (first: number, last: number) => void;
  readonly sort?: TableSort;
  readonly onSortChange?: (sort: TableSort) => void;
  /** The row that keys act on; null for none. */
  readonly active: number | null;
  readonly onActiveChange: (index: number) => void;
  /** Enter or a double click. */
  readonly onOpen?: (row: T) => void;
  /** With it every row has a box to tick; Space ticks the active row. */
  readonly selected?: ReadonlySet<string>;
  /** `selected` holds those that are not: all others are, loaded or not. */
  readonly inverted?: boolean;
  readonly onSelectedChange?: (selected: ReadonlySet<string>) => void;
  /** All rows were selected, or none. */
  readonly onAllChange?: (all: boolean) => void;
  readonly rowName?: (row: T) => string;
  /** Instead of rows, where there are none. */
  readonly empty?: ReactNode;
}

const ROW = 29;
const HEAD = 28;
const OVERSCAN = 8;

/**
 * A table of any length that draws only what is in sight. It holds the focus itself, so that no row that scrolls away takes it along.
 */
export function DataTable<T>(props: DataTableProps<T>) {
  const {
    label,
    columns,
    count,
    rowAt,
    rowKey,
    onRange,
    active,
    onActiveChange,
    onOpen,
    selected,
    inverted = false,
    empty,
  } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: OVERSCAN,
    scrollPaddingStart: HEAD,
    paddingStart: HEAD,
  });
  const items = virtualizer.getVirtualItems();
  // As many rows as can be drawn at a time: one that scrolls out of sight becomes the one that scrolls in.
  const slots = Math.ceil((virtualizer.scrollRect?.height ?? 0) / ROW) + 2 * OVERSCAN + 2;
  const first = items[0]?.index;
  const last = items.at(-1)?.index;
  useEffect(() => {
    if (first !== undefined && last !== undefined) onRange?.(first, last);
  }, [first, last, onRange]);
  useEffect(() => {
    if (active !== null && active < count) virtualizer.scrollToIndex(active, { align: 'auto' });
  }, [active, count, virtualizer]);

  const template = (selected === undefined ? '' : '32px ') + columns.map((column) => column.width).join(' ');
  const toggle = (row: T): void => {
    if (selected === undefined) return;
    const next = new Set(selected);
    if (!next.delete(rowKey(row))) next.add(rowKey(row));
    props.onSelectedChange?.(next);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = active === null ? undefined : rowAt(active);
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - HEAD) / ROW) - 1);
    const next = rowAfterKey(event.key, active ?? -1, count, page);
    if (next !== undefined) onActiveChange(next);
    else if (event.key === 'Enter' && row !== undefined && onOpen !== undefined) onOpen(row);
    else if (event.key === ' ' && row !== undefined && selected !== undefined) toggle(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const latest = useRef({ onActiveChange, onOpen, toggle });
  useLayoutEffect(() => {
    latest.current = { onActiveChange, onOpen, toggle };
  });
  // Stable, so that rows which stay in sight are not drawn anew while one scrolls.
  const [actions] = useState<RowActions<T>>(() => ({
    activate: (index) => latest.current.onActiveChange(index),
    open: (row) => latest.current.onOpen?.(row),
    toggle: (row) => latest.current.toggle(row),
  }));
  const isActiveDrawn = active !== null && items.some((item) => item.index === active);

  return (
    <div
      ref={scroller}
      className={styles.scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length + (selected === undefined ? 0 : 1)}
      aria-multiselectable={selected === undefined ? undefined : true}
      aria-activedescendant={isActiveDrawn ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
    >
      <TableHead {...props} template={template} />
      {count === 0 ? (
        <div role="rowgroup">
          <div role="row">
            <div role="gridcell" className={styles.empty}>
              {empty}
            </div>
          </div>
        </div>
      ) : (
        <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() - HEAD }}>
          {items.map(({ index, start }) => {
            const row = rowAt(index);
            return (
              <TableRow
                key={index % slots}
                id={`${id}-${index}`}
                index={index}
                row={row}
                columns={columns}
                template={template}
                offset={start - HEAD}
                active={index === active}
                ticked={selected === undefined ? null : row !== undefined && selected.has(rowKey(row)) !== inverted}
                name={selected === undefined || row === undefined ? undefined : props.rowName?.(row)}
                actions={actions}
              />
            );
          })}
        </div>
      )}
    </div>
  );
}
