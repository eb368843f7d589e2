import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { STATUS_LABELS, type Status } from './status.ts';
import { StatusGlyph } from './status-glyph.tsx';
import styles from './status-label.module.css';

interface StatusPillProps {
  readonly status: Status;
  readonly size?: 'md' | 'lg';
  /** Other words than those of the status. */
  readonly children?: ReactNode;
}

/** A status as a tinted pill with its glyph. */
export function StatusPill({ status, size = 'md', children }: StatusPillProps) {
  return (
    <span className={classNames(styles.pill, size === 'lg' && styles.large)} data-st={status}>
      <StatusGlyph status={status} size={13} />
      {children ?? STATUS_LABELS[status]}
    </span>
  );
}

interface StatusTextProps {
  readonly status: Status;
  readonly children?: ReactNode;
}

/** A status as coloured text with its glyph, for tables and lists. */
export function StatusText({ status, children }: StatusTextProps) {
  return (
    <span className={styles.text} data-st={status}>
      <StatusGlyph status={status} size={14} />
      {children ?? STATUS_LABELS[status]}
    </span>
  );
}
