import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ClientError } from '#renderer/client/client-error.ts';
import { ErrorState } from '#renderer/ui/empty-state.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
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

interface AnsweredProps<T> {
  readonly answer: UseQueryResult<T, ClientError>;
  /** What is read: `The secrets`. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** Shows an answer; until it is there its place, and why it is not. */
export function Answered<T>({ answer: { data, error }, what, children }: AnsweredProps<T>) {
  if (data !== undefined) return children(data);
  if (error === null) {
    return (
      <div className={styles.loading} aria-busy>
        <Skeleton width="52%" />
        <Skeleton width="71%" />
        <Skeleton width="38%" />
      </div>
    );
  }
  return (
    <ErrorState
      happened={`${what} could not be read.`}
      safe="Nothing was changed."
      todo={error.hint === undefined ? undefined : asSentence(error.hint)}
      details={`${error.code}: ${error.message}`}
    />
  );
}
