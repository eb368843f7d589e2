import type { ReactNode } from 'react';
import styles from './metric-cell.module.css';
import { Skeleton } from './skeleton.tsx';

interface MetricCellProps {
  readonly label: string;
  /** Null: nothing to measure yet. Undefined: still loading. */
  readonly value: string | null | undefined;
  readonly context?: ReactNode;
  readonly chart?: ReactNode;
  readonly alarm?: 'failed' | 'indoubt' | 'approval';
}

/** One number of the strip above the lanes, with its context and a 52 px chart. */
export function MetricCell({ label, value, context, chart, alarm }: MetricCellProps) {
  return (
    <div className={styles.metric} data-st={alarm}>
      <span className={styles.label}>{label}</span>
      <div className={styles.value}>
        {value === undefined ? <Skeleton width={64} height={16} /> : <b>{value ?? '–'}</b>}
        {value !== undefined && context !== undefined && <span>{context}</span>}
      </div>
      {chart !== undefined && value !== undefined && <div className={styles.chart}>{chart}</div>}
    </div>
  );
}
