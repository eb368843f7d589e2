import { memo } from 'react';
import { Link } from 'wouter';
import { formatClock, formatDay } from '#renderer/ui/formats.ts';
import { ProofBadge } from '#renderer/ui/proof-badge.tsx';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import type { FinishedItem } from '#shared/api/board.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import { runLabel, type SessionId } from '#shared/run/ids.ts';
import { finishedNote, proofAlarm } from './board-model.ts';
import styles from './lane.module.css';

interface FinishedListProps {
  readonly lane: Lane;
  readonly sessionId: SessionId;
  readonly finished: readonly FinishedItem[];
  readonly today: number;
  readonly midnight: number;
}

/** The runs that ended in a lane, newest first. */
export function FinishedList({ lane, sessionId, finished, today, midnight }: FinishedListProps) {
  return (
    <>
      <h3 className={styles.heading}>
        Finished today<span className={styles.count}>{today}</span>
      </h3>
      {finished.length === 0 && <p className={styles.nothing}>Nothing yet</p>}
      <ul aria-label={`Finished in lane ${lane}`}>
        {finished.map((item) => (
          <FinishedCard key={item.run.runId} item={item} midnight={midnight} />
        ))}
      </ul>
      {finished.length > 0 && (
        <Link href={`/history?session=${sessionId}&lane=${lane}`} className={styles.more}>
          All in History
        </Link>
      )}
    </>
  );
}

interface FinishedCardProps {
  readonly item: FinishedItem;
  /** ms UTC of the day's beginning: what ended before shows its day. */
  readonly midnight: number;
}

const FinishedCard = memo(function FinishedCard({ item, midnight }: FinishedCardProps) {
  const { run, status, planTitle, proofs } = item;
  const label = runLabel(run.number);
  const endedAt = run.finishedAt ?? run.createdAt;
  return (
    <li className={styles.finished}>
      <StatusGlyph status={status} size={14} labelled />
      <Link
        href={`/runs/${label}`}
        className={styles.finishedName}
        data-item=""
        data-run={run.runId}
        aria-label={`${label} ${planTitle}`}
      >
        <Truncate>{planTitle}</Truncate>
      </Link>
      <span className={styles.badge}>
        <ProofBadge verified={proofs.verified} total={proofs.total} {...alarmOf(item)} />
      </span>
      <Truncate className={styles.note}>{finishedNote(item)}</Truncate>
      <time className={styles.ago} dateTime={new Date(endedAt).toISOString()}>
        {endedAt >= midnight ? formatClock(endedAt, false) : formatDay(endedAt, midnight)}
      </time>
    </li>
  );
});

function alarmOf(item: FinishedItem): { readonly alarm?: 'failed' | 'indoubt' } {
  const alarm = proofAlarm(item);
  return alarm === undefined ? {} : { alarm };
}
