import type { ReactNode } from 'react';
import styles from './settings.module.css';

interface SectionProps {
  readonly title: string;
  readonly about: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One subject of the settings. */
export function Section({ title, about, actions, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.head}>
        <h2>{title}</h2>
        {actions}
      </div>
      <p className={styles.about}>{about}</p>
      {children}
    </section>
  );
}

interface RowProps {
  readonly label: ReactNode;
  readonly detail?: ReactNode;
  readonly children?: ReactNode;
}

/** A line of a list: what it is, and what can be done with it. */
export function Row({ label, detail, children }: RowProps) {
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <span className={styles.label}>{label}</span>
        {detail !== undefined && detail !== false && <span className={styles.detail}>{detail}</span>}
      </div>
      <div className={styles.controls}>{children}</div>
    </li>
  );
}
