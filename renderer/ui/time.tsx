import { formatAgo, formatMoment } from './formats.ts';
import styles from './time.module.css';
import { useNow } from './use-now.ts';

interface RelativeTimeProps {
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** How long ago, kept up to date; the full moment on hover. */
export function RelativeTime({ at }: RelativeTimeProps) {
  const now = useNow(30_000);
  return (
    <time className={styles.time} dateTime={new Date(at).toISOString()} title={formatMoment(at)}>
      {formatAgo(at, now)}
    </time>
  );
}
