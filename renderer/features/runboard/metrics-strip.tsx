import { workersAlive } from '#renderer/client/beats.ts';
import { useConnection } from '#renderer/client/connection.ts';
import { useMetrics } from '#renderer/client/hooks/sessions.ts';
import { useLive } from '#renderer/client/live.ts';
import { MiniBars, Sparkline } from '#renderer/ui/charts.tsx';
import { formatCount, formatDuration } from '#renderer/ui/formats.ts';
import { MetricCell } from '#renderer/ui/metric-cell.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { Metrics } from '#shared/api/board.ts';
import styles from './metrics-strip.module.css';

/** Five numbers of the whole data folder. */
export function MetricsStrip() {
  const metrics = useMetrics().data;
  return (
    <section className={styles.strip} aria-label="Metrics" aria-busy={metrics === undefined}>
      <MetricCell
        label="Active runs"
        value={metrics === undefined ? undefined : formatCount(metrics.active)}
        context={metrics === undefined ? undefined : `${formatCount(metrics.queued)} queued`}
        chart={metrics?.activity.some((value) => value > 0) && <MiniBars values={metrics.activity} />}
      />
      <Success metrics={metrics} />
      <RunTime metrics={metrics} />
      <MetricCell
        label="Proofs verified"
        value={metrics === undefined ? undefined : formatCount(metrics.proofs.verified)}
        context={
          metrics === undefined
            ? undefined
            : metrics.proofs.rejected === 0
              ? 'none rejected'
              : `${formatCount(metrics.proofs.rejected)} rejected`
        }
        chart={metrics?.proofs.days.some((value) => value > 0) && <MiniBars values={metrics.proofs.days} />}
      />
      <Workers />
    </section>
  );
}

interface PartProps {
  readonly metrics: Metrics | undefined;
}

const known = (values: readonly (number | null)[]): readonly number[] => values.filter((value) => value !== null);

function Success({ metrics }: PartProps) {
  if (metrics === undefined) return <MetricCell label="Success rate, 7d" value={undefined} />;
  const { rate, passed, ended, days } = metrics.success;
  if (rate === null) return <MetricCell label="Success rate, 7d" value={null} context="no runs yet" />;
  return (
    <MetricCell
      label="Success rate, 7d"
      value={`${(rate * 100).toFixed(rate === 1 ? 0 : 1)}%`}
      context={`${formatCount(passed)} of ${formatCount(ended)}`}
      chart={<MiniBars values={days.map((day) => day ?? 0)} />}
    />
  );
}

function RunTime({ metrics }: PartProps) {
  if (metrics === undefined) return <MetricCell label="Median run time" value={undefined} />;
  const { medianMs, p95Ms, days } = metrics.runTime;
  if (medianMs === null) return <MetricCell label="Median run time" value={null} context="no runs yet" />;
  const series = known(days);
  return (
    <MetricCell
      label="Median run time"
      value={formatDuration(medianMs)}
      context={p95Ms === null ? undefined : `p95 ${formatDuration(p95Ms)}`}
      chart={series.length > 1 && <Sparkline values={series} />}
    />
  );
}

/** By the beats themselves: a worker lives and dies whether or not a run changes. */
function Workers() {
  const connection = useConnection();
  const { workers, cursor } = useLive();
  const now = useNow(1000);
  if (cursor === null) return <MetricCell label="Worker heartbeat" value={undefined} />;
  if (connection.status !== 'open') return <MetricCell label="Worker heartbeat" value={null} context="not connected" />;
  const { alive, all, lastMs } = workersAlive(workers, connection, now);
  return (
    <MetricCell
      label="Worker heartbeat"
      value={`${alive} of ${all}`}
      context={lastMs === null ? 'no worker runs' : `last ${formatDuration(lastMs)}`}
      {...(alive < all || alive === 0 ? { alarm: 'failed' as const } : {})}
    />
  );
}
