import { formatAgo, formatDuration, formatElapsed, formatMoment } from './formats.ts';
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

interface DurationProps {
  /** Milliseconds; for what is still going on give `since` instead. */
  readonly ms?: number;
  /** The moment it began, in milliseconds since 1970: counts up each second. */
  readonly since?: number;
}

/** A run time `2m 48s`, or an elapsed clock `03:42` with `since`. */
export function Duration({ ms, since }: DurationProps) {
  if (since !== undefined) return <Elapsed since={since} />;
  return <span className={styles.time}>{ms === undefined ? '–' : formatDuration(ms)}</span>;
}

function Elapsed({ since }: { readonly since: number }) {
  const now = useNow(1000);
  return <span className={styles.elapsed}>{formatElapsed(now - since)}</span>;
}
