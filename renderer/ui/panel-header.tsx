import type { ReactNode } from 'react';
import styles from './panel-header.module.css';

interface PanelHeaderProps {
  readonly title: string;
  readonly count?: number;
  readonly level?: 2 | 3;
  /** Buttons and fields at the end. */
  readonly children?: ReactNode;
}

/** The 40 px head of a pane. */
export function PanelHeader({ title, count, level = 2, children }: PanelHeaderProps) {
  const Heading = `h${level}` as const;
  return (
    <div className={styles.head}>
      <Heading className={styles.title}>{title}</Heading>
      {count !== undefined && <span className={styles.count}>{count.toLocaleString('en-US')}</span>}
      <span className={styles.space} />
      {children}
    </div>
  );
}
