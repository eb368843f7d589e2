import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  /** Why there is nothing. */
  readonly title: string;
  readonly children?: ReactNode;
  /** The one next step, as buttons. */
  readonly actions?: ReactNode;
  readonly framed?: boolean;
}

/** Nothing to show: why, and what to do next. */
export function EmptyState({ title, children, actions, framed = false }: EmptyStateProps) {
  return (
    <div className={classNames(styles.state, framed && styles.framed)}>
      <p className={styles.title}>{title}</p>
      {children !== undefined && <div>{children}</div>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

interface ErrorStateProps {
  readonly happened: string;
  /** What was not touched. */
  readonly safe?: ReactNode;
  readonly todo?: ReactNode;
  readonly actions?: ReactNode;
  /** Code and details, in mono. */
  readonly details?: string;
}

/** Something went wrong: what happened, what is safe, what to do. */
export function ErrorState({ happened, safe, todo, actions, details }: ErrorStateProps) {
  return (
    <div className={styles.state} role="alert">
      <p className={styles.title}>{happened}</p>
      {safe !== undefined && <div>{safe}</div>}
      {todo !== undefined && <div>{todo}</div>}
      {details !== undefined && <code className={styles.details}>{details}</code>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
