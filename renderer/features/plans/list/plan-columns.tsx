import { Link } from 'wouter';
import { Chip } from '#renderer/ui/chip.tsx';
import type { Column } from '#renderer/ui/data-table.tsx';
import { RiskLabel } from '#renderer/ui/risk-label.tsx';
import { StatusText } from '#renderer/ui/status-label.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import type { PlanRow } from '#shared/api/plans.ts';
import { runLabel } from '#shared/run/ids.ts';
import { runStatus } from '#shared/run/status.ts';
import styles from './list.module.css';

/** The columns of the plan list. */
export const PLAN_COLUMNS: readonly Column<PlanRow>[] = [
  {
    id: 'title',
    title: 'Plan',
    width: 'minmax(200px, 3fr)',
    sortable: true,
    cell: (plan) => (
      <span className={styles.title}>
        <Link href={`/plans/${plan.id}`} tabIndex={-1} title={plan.title}>
          {plan.title}
        </Link>
        <code>{plan.name}</code>
      </span>
    ),
  },
  {
    id: 'version',
    title: 'Version',
    width: '132px',
    sortable: true,
    cell: (plan) => (
      <span className={styles.version}>
        {plan.head === null ? '–' : `v${plan.head}`}
        {plan.version !== null && <span className={styles.quiet}>{plan.version}</span>}
        {plan.hasDraft && <Chip>draft</Chip>}
      </span>
    ),
  },
  { id: 'steps', title: 'Steps', width: '64px', align: 'end', sortable: true, cell: (plan) => plan.steps ?? '–' },
  {
    id: 'risk',
    title: 'Risk',
    width: '116px',
    cell: (plan) => (plan.effect === null ? '–' : <RiskLabel risk={plan.effect} />),
  },
  { id: 'runs', title: 'Runs', width: '68px', align: 'end', sortable: true, cell: (plan) => plan.runs },
  {
    id: 'last',
    title: 'Last run',
    width: 'minmax(150px, 1fr)',
    sortable: true,
    cell: ({ lastRun }) =>
      lastRun === null ? (
        <span className={styles.quiet}>not run yet</span>
      ) : (
        <Link href={`/runs/${runLabel(lastRun.number)}`} tabIndex={-1} className={styles.run}>
          <StatusText status={runStatus(lastRun)} />
          <span className={styles.quiet}>{runLabel(lastRun.number)}</span>
        </Link>
      ),
  },
  {
    id: 'updated',
    title: 'Edited',
    width: '84px',
    align: 'end',
    sortable: true,
    cell: (plan) => <RelativeTime at={plan.updatedAt} />,
  },
];
