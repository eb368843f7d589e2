import { Link } from 'wouter';
import type { Column } from '#renderer/ui/data-table.tsx';
import { formatClock, formatCount, formatDay, formatDuration, formatMoment } from '#renderer/ui/formats.ts';
import { ProofBadge } from '#renderer/ui/proof-badge.tsx';
import { StatusText } from '#renderer/ui/status-label.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { HistoryRow } from '#shared/api/history.ts';
import { runLabel } from '#shared/run/ids.ts';
import styles from './history.module.css';
import { hitParts } from './hit.ts';

/** A run time that fills its bar, ms. */
const FULL_BAR_MS = 20 * 60_000;

const NARROW_HIDES: ReadonlySet<string> = new Set(['session', 'operator', 'position']);

/** The columns of the history; narrow windows do without session, operator and ledger. */
export function historyColumns(isNarrow: boolean, text: string): readonly Column<HistoryRow>[] {
  const all: readonly Column<HistoryRow>[] = [
    { id: 'status', title: 'Status', width: '152px', cell: ({ status }) => <StatusText status={status} /> },
    {
      id: 'number',
      title: 'Run',
      width: '78px',
      sortable: true,
      cell: ({ run }) => <code className={styles.mono}>{runLabel(run.number)}</code>,
    },
    {
      id: 'plan',
      title: 'Plan',
      width: 'minmax(160px, 3fr)',
      sortable: true,
      cell: (row) => (
        <>
          <Link href={`/runs/${runLabel(row.run.number)}`} tabIndex={-1} className={styles.plan}>
            {row.planTitle}
          </Link>
          {row.run.disposition !== 'open' && <span className={styles.quiet}> {row.run.disposition}</span>}
          {row.hit !== null && <Hit hit={row.hit} text={text} />}
        </>
      ),
    },
    {
      id: 'session',
      title: 'Session',
      width: 'minmax(110px, 2fr)',
      sortable: true,
      cell: ({ run }) => run.sessionName,
    },
    { id: 'lane', title: 'Lane', width: '56px', cell: ({ run }) => run.lane ?? '–' },
    {
      id: 'started',
      title: 'Started',
      width: '122px',
      align: 'end',
      sortable: true,
      cell: ({ run }) => <Started at={run.startedAt} />,
    },
    {
      id: 'run-time',
      title: 'Run time',
      width: '158px',
      sortable: true,
      cell: ({ runTimeMs }) => <RunTime ms={runTimeMs} />,
    },
    {
      id: 'proofs',
      title: 'Proofs',
      width: '120px',
      cell: ({ proofs, status }) => (
        <ProofBadge {...proofs} alarm={status === 'failed' || status === 'indoubt' ? status : undefined} />
      ),
    },
    { id: 'operator', title: 'Operator', width: 'minmax(80px, 1fr)', cell: ({ operator }) => operator },
    {
      id: 'position',
      title: 'Ledger',
      width: '76px',
      align: 'end',
      cell: ({ position }) => <code className={styles.mono}>{formatCount(position)}</code>,
    },
  ];
  return isNarrow ? all.filter(({ id }) => !NARROW_HIDES.has(id)) : all;
}

function Started({ at }: { readonly at: number | null }) {
  const now = useNow(60_000);
  if (at === null) return '–';
  const day = formatDay(at, now);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatMoment(at)}>
      {day === formatDay(now, now) ? formatClock(at) : `${day} ${formatClock(at, false)}`}
    </time>
  );
}

function RunTime({ ms }: { readonly ms: number | null }) {
  if (ms === null) return '–';
  const share = Math.min(1, ms / FULL_BAR_MS);
  return (
    <span className={styles.runTime}>
      <span className={styles.runTimeText}>{formatDuration(ms)}</span>
      <span className={styles.track} aria-hidden>
        <span className={styles.timeBar} style={{ width: `${Math.max(2, share * 100)}%` }} />
      </span>
    </span>
  );
}

function Hit({ hit, text }: { readonly hit: NonNullable<HistoryRow['hit']>; readonly text: string }) {
  return (
    <span className={styles.hit}>
      {hit.where}
      {hit.stepId === null ? '' : ` ${hit.stepId}`}:{' '}
      {hitParts(hit.excerpt, text).map((part, at) => (part.isHit ? <mark key={at}>{part.text}</mark> : part.text))}
    </span>
  );
}
