import { useHistoryStats } from '#renderer/client/hooks/history.ts';
import { formatCount, formatDay, formatDuration } from '#renderer/ui/formats.ts';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import { StatusText } from '#renderer/ui/status-label.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { DayStats, HistoryFilter, HistoryStats } from '#shared/api/history.ts';
import { SHOWN_STATUSES } from '#shared/run/status.ts';
import { lineEnds, linePoints, STACKED, shownDays, stackedRuns, successRate } from './chart-model.ts';
import styles from './history.module.css';

const BAR_DAYS = 14;
const LOW = 0.95;
const LINES = [
  { name: 'p99', of: (day: DayStats) => day.p99Ms, dash: '2 3' },
  { name: 'p90', of: (day: DayStats) => day.p90Ms, dash: '6 4' },
  { name: 'p50', of: (day: DayStats) => day.p50Ms, dash: undefined },
] as const;

/** How the found runs ended and how long they took, by day. */
export function HistoryCharts({ filter }: { readonly filter: HistoryFilter }) {
  const stats = useHistoryStats(filter).data;
  if (stats === undefined) {
    return (
      <div className={styles.charts} aria-busy>
        {[0, 1, 2].map((at) => (
          <div key={at} className={styles.chart}>
            <Skeleton width="40%" />
          </div>
        ))}
      </div>
    );
  }
  const days = shownDays(stats.days, BAR_DAYS);
  return (
    <div className={styles.charts}>
      <SuccessByDay days={days} stats={stats} />
      <RunTimes days={days} />
      <Outcomes stats={stats} />
    </div>
  );
}

interface DaysProps {
  readonly days: readonly DayStats[];
}

function percent(rate: number | null): string {
  return rate === null ? '–' : `${Math.floor(rate * 100)}`;
}

function SuccessByDay({ days, stats }: DaysProps & { readonly stats: HistoryStats }) {
  const now = useNow(60_000);
  const most = Math.max(1, ...days.map(({ outcomes }) => stackedRuns(outcomes)));
  const rate = successRate(stats.outcomes);
  return (
    <section className={styles.chart} aria-label="Success rate by day">
      <h2>
        Success rate by day{' '}
        <span>
          {rate === null ? 'no ended runs' : `${(Math.floor(rate * 1000) / 10).toFixed(1)}%`} of{' '}
          {formatCount(stackedRuns(stats.outcomes))} runs
        </span>
      </h2>
      <div className={styles.days}>
        {days.map(({ day, outcomes }) => {
          const own = successRate(outcomes);
          const said = `${formatDay(day, now)}: ${percent(own)}% of ${stackedRuns(outcomes)} runs`;
          return (
            <div key={day} className={styles.day} title={said} role="img" aria-label={said}>
              <div className={styles.stack} aria-hidden>
                {STACKED.filter((status) => (outcomes[status] ?? 0) > 0).map((status) => (
                  <span
                    key={status}
                    data-st={status}
                    data-hollow={status === 'indoubt' || undefined}
                    style={{ height: `${((outcomes[status] ?? 0) / most) * 90}%` }}
                  />
                ))}
              </div>
              <span className={own !== null && own < LOW ? styles.low : undefined}>{percent(own)}</span>
              <span className={styles.quiet}>{new Date(day).getUTCDate()}</span>
            </div>
          );
        })}
      </div>
    </section>
  );
}

function RunTimes({ days }: DaysProps) {
  const now = useNow(60_000);
  const most = Math.max(0, ...days.map(({ p99Ms }) => p99Ms ?? 0));
  const last = days.findLast(({ p50Ms }) => p50Ms !== null);
  const ends = lineEnds(last === undefined ? [] : LINES.map(({ name, of }) => ({ name, value: of(last) ?? 0 })), most);
  const said = LINES.toReversed().flatMap(({ name, of }) => {
    const value = last === undefined ? null : of(last);
    return value === null ? [] : [`${name} ${formatDuration(value)}`];
  });
  return (
    <section className={styles.chart} aria-label="Run time">
      <h2>
        Run time <span>{last === undefined ? '' : `${formatDay(last.day, now)} ${said.join(', ')}`}</span>
      </h2>
      {last !== undefined && (
        <div className={styles.lines} role="img" aria-label={`Run time by day, last ${said.join(', ')}`}>
          <span className={styles.axis}>
            <span>{formatDuration(most)}</span>
            <span>0s</span>
          </span>
          <svg viewBox="0 0 100 100" preserveAspectRatio="none">
            {LINES.map(({ name, of, dash }) => (
              <polyline
                key={name}
                points={linePoints(days.map(of), most)}
                fill="none"
                stroke={name === 'p50' ? 'var(--fg-1)' : 'var(--fg-3)'}
                strokeWidth="1.5"
                strokeDasharray={dash}
                vectorEffect="non-scaling-stroke"
              />
            ))}
          </svg>
          <span className={styles.ends}>
            {ends.map(({ name, top }) => (
              <span key={name} style={{ top: `${top}%` }}>
                {name}
              </span>
            ))}
          </span>
        </div>
      )}
    </section>
  );
}

function Outcomes({ stats }: { readonly stats: HistoryStats }) {
  const { outcomes, total } = stats;
  const shown = SHOWN_STATUSES.filter((status) => (outcomes[status] ?? 0) > 0).sort(
    (left, right) => (outcomes[right] ?? 0) - (outcomes[left] ?? 0),
  );
  const most = Math.max(1, ...shown.map((status) => outcomes[status] ?? 0));
  return (
    <section className={styles.chart} aria-label="Outcomes">
      <h2>
        Outcomes <span>{formatCount(total)} runs</span>
      </h2>
      <div className={styles.outcomes}>
        {shown.map((status) => (
          <div key={status} className={styles.outcome}>
            <StatusText status={status} />
            <span
              className={styles.outcomeBar}
              data-st={status}
              style={{ width: `${((outcomes[status] ?? 0) / most) * 100}%` }}
            />
            <span>{formatCount(outcomes[status] ?? 0)}</span>
          </div>
        ))}
      </div>
    </section>
  );
}
