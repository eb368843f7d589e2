import { memo } from 'react';
import { classNames } from './class-names.ts';
import styles from './data-table.module.css';
import type { Column } from './data-table.tsx';
import { Skeleton } from './skeleton.tsx';
import { Checkbox } from './toggles.tsx';

export interface RowActions<T> {
  readonly activate: (index: number) => void;
  readonly open: (row: T) => void;
  readonly toggle: (row: T) => void;
}

interface TableRowProps<T> {
  readonly id: string;
  readonly index: number;
  readonly row: T | undefined;
  readonly columns: readonly Column<T>[];
  readonly template: string;
  /** Pixels from the top of the body. */
  readonly offset: number;
  readonly active: boolean;
  /** Null: rows have no box. */
  readonly ticked: boolean | null;
  readonly name: string | undefined;
  readonly actions: RowActions<T>;
}

function TableRowBody<T>({
  id,
  index,
  row,
  columns,
  template,
  offset,
  active,
  ticked,
  name,
  actions,
}: TableRowProps<T>) {
  return (
    // The keys of a row are those of the grid, which holds the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={ticked === true || active}
      className={classNames(styles.row, active && styles.active)}
      style={{ gridTemplateColumns: template, top: offset }}
      onClick={() => actions.activate(index)}
      onDoubleClick={() => (row === undefined ? undefined : actions.open(row))}
    >
      {ticked !== null && (
        <span role="gridcell" className={styles.cell}>
          {row !== undefined && (
            <Checkbox
              label={`Select ${name ?? `row ${index + 1}`}`}
              hideLabel
              checked={ticked}
              onChange={() => actions.toggle(row)}
            />
          )}
        </span>
      )}
      {columns.map((column) => (
        <span key={column.id} role="gridcell" className={classNames(styles.cell, column.align === 'end' && styles.end)}>
          {row === undefined ? <Skeleton width="70%" /> : column.cell(row)}
        </span>
      ))}
    </div>
  );
}

/** One row of a table; drawn anew only when something of it changed. Keep `columns` stable. */
export const TableRow = memo(TableRowBody) as typeof TableRowBody;
