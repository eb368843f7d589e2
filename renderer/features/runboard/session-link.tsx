import { memo } from 'react';
import { Link } from 'wouter';
import { STATUS_LABELS } from '#renderer/ui/status.ts';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import type { SessionRow } from '#shared/api/sessions.ts';
import type { ShownStatus } from '#shared/run/status.ts';
import styles from './session-sidebar.module.css';

interface SessionLinkProps {
  readonly session: SessionRow;
  readonly isCurrent: boolean;
}

/** What is most urgent stands first; verified runs last. */
const ORDER = [
  'indoubt',
  'approval',
  'failed',
  'running',
  'verifying',
  'claimed',
  'paused',
  'queued',
  'rolledback',
  'waived',
  'canceled',
  'succeeded',
] as const satisfies readonly ShownStatus[];

const MOST = 5;

/** A session with how its runs stand. */
export const SessionLink = memo(function SessionLink({ session, isCurrent }: SessionLinkProps) {
  const counts = ORDER.flatMap((status) => {
    const count = session.counts[status] ?? 0;
    return count === 0 ? [] : [{ status, count }];
  });
  return (
    <li>
      <Link
        href={`/sessions/${session.id}`}
        className={styles.session}
        aria-current={isCurrent ? 'page' : undefined}
        data-archived={session.archivedAt === null ? undefined : ''}
      >
        <span className={styles.first}>
          <Truncate>{session.name}</Truncate>
          <RelativeTime at={session.activeAt} />
        </span>
        <span className={styles.counts}>
          {counts.slice(0, MOST).map(({ status, count }) => (
            <span key={status} title={`${count} ${STATUS_LABELS[status].toLowerCase()}`}>
              <StatusGlyph status={status} size={12} />
              {count}
              <VisuallyHidden>{STATUS_LABELS[status].toLowerCase()}</VisuallyHidden>
            </span>
          ))}
          {counts.length === 0 && <span>No runs yet</span>}
        </span>
      </Link>
    </li>
  );
});
