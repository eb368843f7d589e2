import { memo, useMemo, useRef } from 'react';
import { classNames } from '#renderer/ui/class-names.ts';
import { formatDuration, formatElapsed, formatEstimate } from '#renderer/ui/formats.ts';
import { STATUS_LABELS } from '#renderer/ui/status.ts';
import { useNow } from '#renderer/ui/use-now.ts';
import type { RunDetail } from '#shared/api/runs.ts';
import styles from './gantt.module.css';
import { type Gantt as Chart, type GanttBar, ganttOf } from './gantt-model.ts';
import { stepWords, verifierWords } from './progress-words.ts';

interface GanttProps {
  readonly detail: RunDetail;
  readonly selected: string | null;
  readonly onSelect: (stepId: string) => void;
}

const PACE_MS = 500;
const ROW = 20;
const MOST_ROWS = 4;

/** When each step worked and was checked, and what is left as far as it can be told. */
export function Gantt({ detail, selected, onSelect }: GanttProps) {
  const { run, steps } = detail;
  const live = useNow(PACE_MS);
  const hasEnded = run.finishedAt !== null;
  const now = run.finishedAt ?? Math.max(live, run.startedAt ?? run.createdAt);
  const start = run.startedAt ?? run.createdAt;
  const chart = useMemo(() => ganttOf({ steps, start, now, hasEnded }), [steps, start, now, hasEnded]);
  const rows = Math.min(MOST_ROWS, chart.rows.steps) + Math.min(MOST_ROWS, chart.rows.verifiers);
  return (
    <section className={styles.gantt} aria-label="Timeline" style={{ height: 40 + rows * ROW }}>
      <div className={styles.labels}>
        <div style={{ height: Math.min(MOST_ROWS, chart.rows.steps) * ROW }}>
          <span>Steps</span>
          <span className={styles.counts}>{stepWords(steps)}</span>
        </div>
        <div>
          <span>Verifiers</span>
          <span className={styles.counts}>{verifierWords(steps)}</span>
        </div>
      </div>
      <Track chart={chart} nowMs={now - start} selected={selected} onSelect={onSelect} titles={steps} />
    </section>
  );
}

interface TrackProps {
  readonly chart: Chart;
  readonly nowMs: number;
  readonly selected: string | null;
  readonly onSelect: (stepId: string) => void;
  readonly titles: RunDetail['steps'];
}

function Track({ chart, nowMs, selected, onSelect, titles }: TrackProps) {
  const track = useRef<HTMLDivElement>(null);
  const stepRows = Math.min(MOST_ROWS, chart.rows.steps);
  // One place in the order of focus for the whole chart; arrows go from bar to bar.
  const first = chart.bars.find((bar) => bar.stepId === selected) ?? chart.bars[0];
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrow keys of the bars inside
    <div
      ref={track}
      className={styles.track}
      role="group"
      aria-label="Timeline of steps"
      onKeyDown={(event) => {
        const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
        const bars = [...(track.current?.querySelectorAll<HTMLElement>('[data-bar]') ?? [])];
        const at = bars.indexOf(event.target as HTMLElement);
        const next = bars[at + by];
        if (by === 0 || at < 0 || next === undefined) return;
        event.preventDefault();
        next.focus();
        const { step } = next.dataset;
        if (step !== undefined) onSelect(step);
      }}
    >
      {chart.ticks.map(({ at, left }) => (
        <span key={at} className={styles.tick} style={{ left: `${left * 100}%` }} />
      ))}
      {chart.bars.map((bar) => (
        <Bar
          key={bar.key}
          bar={bar}
          top={
            6 +
            (bar.track === 'steps' ? Math.min(bar.row, MOST_ROWS - 1) : stepRows + Math.min(bar.row, MOST_ROWS - 1)) *
              ROW
          }
          title={titles[bar.number - 1]?.summary.title ?? bar.stepId}
          totalMs={chart.totalMs}
          isSelected={bar.stepId === selected}
          isFirst={bar === first}
          onSelect={onSelect}
        />
      ))}
      {chart.ticks.map(({ at, left }) => {
        const isUnderNow = chart.now !== null && Math.abs(left - chart.now) < 0.04;
        return isUnderNow ? null : (
          <span
            key={at}
            className={styles.time}
            data-edge={left < 0.01 ? 'start' : left > 0.99 ? 'end' : undefined}
            style={{ left: `${left * 100}%` }}
          >
            {formatElapsed(at)}
          </span>
        );
      })}
      {chart.now !== null && (
        <span
          className={styles.now}
          data-edge={chart.now < 0.04 ? 'start' : chart.now > 0.96 ? 'end' : undefined}
          style={{ left: `${chart.now * 100}%` }}
        >
          <b>{formatElapsed(nowMs)}</b>
        </span>
      )}
    </div>
  );
}

interface BarProps {
  readonly bar: GanttBar;
  readonly top: number;
  readonly title: string;
  readonly totalMs: number;
  readonly isSelected: boolean;
  readonly isFirst: boolean;
  readonly onSelect: (stepId: string) => void;
}

const KINDS: Readonly<Record<GanttBar['kind'], string>> = {
  checks: 'checks',
  act: 'acts',
  wait: 'waits for a person',
  undo: 'undo',
  backoff: 'waits for another try',
  estimate: 'estimated',
};

const Bar = memo(function Bar({ bar, top, title, totalMs, isSelected, isFirst, onSelect }: BarProps) {
  const ms = bar.width * totalMs;
  const took = bar.kind === 'estimate' ? formatEstimate(ms) : formatDuration(ms);
  const text = bar.kind === 'wait' ? `${bar.number} waiting for a person` : String(bar.number);
  return (
    <button
      type="button"
      className={classNames(styles.bar, bar.kind === 'estimate' && styles.estimate, bar.isLive && styles.live)}
      data-bar
      data-st={bar.status}
      data-step={bar.stepId}
      data-kind={bar.kind}
      data-selected={isSelected}
      style={{ top, left: `${bar.left * 100}%`, width: `${bar.width * 100}%` }}
      tabIndex={isFirst ? 0 : -1}
      title={`${bar.number}. ${title}, ${KINDS[bar.kind]}, ${took}`}
      aria-label={`Step ${text}, ${title}: ${KINDS[bar.kind]}, ${took}, ${STATUS_LABELS[bar.status]}`}
      aria-pressed={isSelected}
      onClick={() => onSelect(bar.stepId)}
    >
      {bar.width > 0.018 ? text : ''}
    </button>
  );
});
