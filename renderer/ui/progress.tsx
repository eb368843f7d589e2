import styles from './progress.module.css';
import type { Status } from './status.ts';

export interface SegmentState {
  readonly id: string;
  /** Absent: not begun. */
  readonly status?: Status;
  /** Share that is done, 0 to 1, while it runs. */
  readonly share?: number;
}

interface SegmentsProps {
  readonly segments: readonly SegmentState[];
  /** What is counted, for screen readers: `4 of 7 steps`. */
  readonly label: string;
}

/** One bar per step: filled, partial, hatched, hollow. */
export function Segments({ segments, label }: SegmentsProps) {
  return (
    <div className={styles.segments} role="img" aria-label={label}>
      {segments.map(({ id, status, share }) => (
        <i key={id} data-st={status}>
          {status === 'running' && <b style={{ width: `${Math.round((share ?? 0.5) * 100)}%` }} />}
        </i>
      ))}
    </div>
  );
}

interface HeartbeatProps {
  /** Milliseconds since the last sign of life; undefined where there was none. */
  readonly ageMs: number | undefined;
  /** From here on it is late, and from `silentMs` silent. */
  readonly lateMs?: number;
  readonly silentMs?: number;
}

/** Signs of life of a worker: a ring on time, hollow when late, a square when silent. */
export function Heartbeat({ ageMs, lateMs = 5_000, silentMs = 30_000 }: HeartbeatProps) {
  const state = ageMs === undefined || ageMs >= silentMs ? 'silent' : ageMs >= lateMs ? 'late' : 'on-time';
  return (
    <span className={styles.heartbeat} data-state={state}>
      <i aria-hidden />
      {heartbeatText(ageMs, state)}
    </span>
  );
}

function heartbeatText(ageMs: number | undefined, state: 'on-time' | 'late' | 'silent'): string {
  if (ageMs === undefined) return 'none';
  const seconds = ageMs < 9950 && state === 'on-time' ? (ageMs / 1000).toFixed(1) : String(Math.round(ageMs / 1000));
  return state === 'on-time' ? `${seconds}s` : state === 'late' ? `late ${seconds}s` : `none for ${seconds}s`;
}
