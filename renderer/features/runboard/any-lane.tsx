import { useRef } from 'react';
import { Link } from 'wouter';
import { formatEstimate } from '#renderer/ui/formats.ts';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import type { QueueItem } from '#shared/api/board.ts';
import { runLabel } from '#shared/run/ids.ts';
import { runStatus } from '#shared/run/status.ts';
import styles from './lane.module.css';
import { useQueueDrag } from './queue-drag.ts';

/** Queued runs that take whichever lane is free first. */
export function AnyLane({ queue }: { readonly queue: readonly QueueItem[] }) {
  return (
    <section className={styles.any} aria-label="Queue for any lane">
      <h3 className={styles.heading}>
        Any lane<span className={styles.count}>{queue.length}</span>
      </h3>
      <ul>
        {queue.map((item) => (
          <AnyLaneRow key={item.run.runId} item={item} />
        ))}
      </ul>
    </section>
  );
}

function AnyLaneRow({ item }: { readonly item: QueueItem }) {
  const { run, planTitle, estimateMs, heldBy } = item;
  const row = useRef<HTMLLIElement | null>(null);
  useQueueDrag(row, item);
  const label = runLabel(run.number);
  const note = heldBy?.label ?? (estimateMs === null ? '' : formatEstimate(estimateMs));
  return (
    <li ref={row} className={styles.row}>
      <StatusGlyph status={runStatus(run)} size={13} labelled />
      <Link
        href={`/runs/${label}`}
        className={styles.rowName}
        data-item=""
        data-run={run.runId}
        aria-label={`${label} ${planTitle}, queued`}
      >
        {planTitle}
      </Link>
      {note !== '' && <span className={styles.rowNote}>{note}</span>}
    </li>
  );
}
