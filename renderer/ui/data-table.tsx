import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { classNames } from './class-names.ts';
import styles from './data-table.module.css';
import { rowAfterKey } from './row-keys.ts';
import { Skeleton } from './skeleton.tsx';
import { Checkbox } from './toggles.tsx';

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

interface DataTableProps<T> {
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
  readonly onSelectedChange?: (selected: ReadonlySet<string>) => void;
  readonly rowName?: (row: T) => string;
  /** Instead of rows, where there are none. */
  readonly empty?: ReactNode;
}

const ROW = 29;
const HEAD = 28;
const OVERSCAN = 12;

/**
 * A table of any length that draws only what is in sight. It holds the focus itself, so that no row that scrolls away takes it along.
 */
export function DataTable<T>(props: DataTableProps<T>) {
  const { label, columns, count, rowAt, rowKey, onRange, active, onActiveChange, onOpen, selected, empty } = props;
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
        <div className={styles.empty}>{empty}</div>
      ) : (
        <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() - HEAD }}>
          {items.map((item) => {
            const row = rowAt(item.index);
            const ticked = row !== undefined && selected?.has(rowKey(row)) === true;
            return (
              // The keys of a row are those of the grid, which holds the focus.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={item.key}
                id={`${id}-${item.index}`}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={ticked || item.index === active}
                className={classNames(styles.row, item.index === active && styles.active)}
                style={{ gridTemplateColumns: template, transform: `translateY(${item.start - HEAD}px)` }}
                onClick={() => onActiveChange(item.index)}
                onDoubleClick={() => (row === undefined ? undefined : onOpen?.(row))}
              >
                {selected !== undefined && (
                  <span role="gridcell" className={styles.cell}>
                    {row !== undefined && (
                      <Checkbox
                        label={`Select ${props.rowName?.(row) ?? `row ${item.index + 1}`}`}
                        hideLabel
                        checked={ticked}
                        onChange={() => toggle(row)}
                      />
                    )}
                  </span>
                )}
                {columns.map((column) => (
                  <span
                    key={column.id}
                    role="gridcell"
                    className={classNames(styles.cell, column.align === 'end' && styles.end)}
                  >
                    {row === undefined ? <Skeleton width="70%" /> : column.cell(row)}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}

function TableHead<T>({
  columns,
  sort,
  onSortChange,
  selected,
  onSelectedChange,
  count,
  rowAt,
  rowKey,
  template,
}: DataTableProps<T> & { readonly template: string }) {
  const loaded = (): readonly string[] =>
    Array.from({ length: count }, (_, at) => rowAt(at)).flatMap((row) => (row === undefined ? [] : [rowKey(row)]));
  return (
    <div role="rowgroup" className={styles.headGroup}>
      <div role="row" aria-rowindex={1} className={styles.head} style={{ gridTemplateColumns: template }}>
        {selected !== undefined && (
          <span role="columnheader" className={styles.cell}>
            <Checkbox
              label="Select all rows that are loaded"
              hideLabel
              checked={selected.size === 0 ? false : selected.size >= count ? true : 'mixed'}
              onChange={(on) => onSelectedChange?.(new Set(on && selected.size === 0 ? loaded() : []))}
            />
          </span>
        )}
        {columns.map((column) => {
          const direction = sort?.column === column.id ? sort.direction : undefined;
          const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown;
          return (
            <span
              key={column.id}
              role="columnheader"
              aria-label={column.hideTitle === true ? column.title : undefined}
              aria-sort={column.sortable === true ? (direction ?? 'none') : undefined}
              className={classNames(styles.cell, column.align === 'end' && styles.end)}
            >
              {column.sortable === true ? (
                <button
                  type="button"
                  className={styles.sort}
                  onClick={() =>
                    onSortChange?.({
                      column: column.id,
                      direction: direction === 'descending' ? 'ascending' : 'descending',
                    })
                  }
                >
                  {column.title}
                  {direction !== undefined && <Arrow size={11} aria-hidden />}
                </button>
              ) : (
                column.hideTitle !== true && column.title
              )}
            </span>
          );
        })}
      </div>
    </div>
  );
}
