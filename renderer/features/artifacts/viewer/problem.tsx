import type { ClientError } from '#renderer/client/client-error.ts';
import { ErrorState } from '#renderer/ui/empty-state.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import styles from './viewer.module.css';

/** A content that could not be read. */
export function ReadProblem({ error }: { readonly error: ClientError }) {
  return (
    <ErrorState
      happened="This file could not be read."
      safe="Its digest and its origin are in the record of the run."
      todo={asSentence(error.hint ?? '')}
      details={`${error.code}: ${error.message}`}
    />
  );
}

/** While a content is being read. */
export function Reading() {
  return (
    <div className={styles.reading} aria-busy>
      <Skeleton width="46%" />
      <Skeleton width="71%" />
      <Skeleton width="58%" />
    </div>
  );
}

/** Why a content is not shown this way. */
export function NotShown({ children }: { readonly children: React.ReactNode }) {
  return <p className={styles.instead}>{children}</p>;
}
