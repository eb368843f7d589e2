import { ArrowDown, ArrowUp } from 'lucide-react';
import { classNames } from './class-names.ts';
import styles from './data-table.module.css';
import type { DataTableProps } from './data-table.tsx';
import { Checkbox } from './toggles.tsx';

/** The head of a table: titles that sort, and the box for all rows. */
export function TableHead<T>({
  columns,
  sort,
  onSortChange,
  selected,
  inverted = false,
  onAllChange,
  count,
  template,
}: DataTableProps<T> & { readonly template: string }) {
  const isNone = selected?.size === (inverted ? count : 0);
  const isAll = selected?.size === (inverted ? 0 : count);
  return (
    <div role="rowgroup" className={styles.headGroup}>
      <div role="row" aria-rowindex={1} className={styles.head} style={{ gridTemplateColumns: template }}>
        {selected !== undefined && (
          <span role="columnheader" className={styles.cell}>
            <Checkbox
              label="Select all rows"
              hideLabel
              checked={isNone ? false : isAll ? true : 'mixed'}
              onChange={() => onAllChange?.(isNone)}
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
