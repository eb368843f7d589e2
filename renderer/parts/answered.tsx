import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ClientError } from '#renderer/client/client-error.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/empty-state.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import styles from './answered.module.css';

interface AnsweredProps<T> {
  readonly answer: UseQueryResult<T, ClientError>;
  /** What is read: `The secrets`. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** Shows an answer; until it is there its place, and why it is not. */
export function Answered<T>({ answer: { data, error, refetch, isFetching }, what, children }: AnsweredProps<T>) {
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
      actions={
        <Button size="sm" busy={isFetching} onClick={() => void refetch()}>
          Try again
        </Button>
      }
    />
  );
}
