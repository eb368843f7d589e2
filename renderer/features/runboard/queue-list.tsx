import { Lock } from 'lucide-react';
import { memo, useRef } from 'react';
import { Link } from 'wouter';
import { formatEstimate } from '#renderer/ui/formats.ts';
import { Kbds } from '#renderer/ui/kbd.tsx';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import type { QueueItem } from '#shared/api/board.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import { runLabel } from '#shared/run/ids.ts';
import { runStatus } from '#shared/run/status.ts';
import styles from './lane.module.css';
import { useQueueDrag } from './queue-drag.ts';

interface QueueListProps {
  readonly lane: Lane;
  readonly queue: readonly QueueItem[];
  readonly held: boolean;
  readonly isBusy: boolean;
}

/** What waits for its turn in a lane. */
export function QueueList({ lane, queue, held, isBusy }: QueueListProps) {
  return (
    <>
      <h3 className={styles.heading}>
        Queue
        <span className={styles.count}>
          {queue.length}
          {held ? ', held' : ''}
        </span>
      </h3>
      <ul className={styles.queue} aria-label={`Queue of lane ${lane}`}>
        {queue.map((item) => (
          <QueueRow key={item.run.runId} item={item} />
        ))}
        {queue.length < 3 && (
          <li className={styles.add}>
            {queue.length === 0 && (isBusy ? 'Empty. ' : 'Empty. Plans wait here when the lane is busy. ')}
            <Kbds keys={`Shift+${lane}`} /> to add a plan
          </li>
        )}
      </ul>
    </>
  );
}

const QueueRow = memo(function QueueRow({ item }: { readonly item: QueueItem }) {
  const { run, planTitle, estimateMs, heldBy } = item;
  const row = useRef<HTMLLIElement | null>(null);
  const edge = useQueueDrag(row, item);
  const label = runLabel(run.number);
  return (
    <li ref={row} className={styles.row} data-edge={edge ?? undefined}>
      <StatusGlyph status={runStatus(run)} size={13} labelled />
      <Link
        href={`/runs/${label}`}
        className={styles.rowName}
        data-item=""
        data-run={run.runId}
        aria-label={`${label} ${planTitle}, queued`}
      >
        <Truncate>{planTitle}</Truncate>
      </Link>
      <span className={styles.rowNote}>
        {heldBy === null ? (
          estimateMs !== null && <span title="Median of earlier runs">{formatEstimate(estimateMs)}</span>
        ) : (
          <>
            <Lock size={11} aria-hidden />
            <Truncate>{heldBy.label}</Truncate>
          </>
        )}
      </span>
    </li>
  );
});
