import { FileSignature, Pause, Play, RotateCw, Square, X } from 'lucide-react';
import { Button } from '#renderer/ui/button.tsx';
import { Hash } from '#renderer/ui/copy-button.tsx';
import { formatClock, formatElapsed, formatMoment } from '#renderer/ui/formats.ts';
import { Menu, type MenuItem } from '#renderer/ui/menu.tsx';
import { StatusPill } from '#renderer/ui/status-label.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { RunDetail } from '#shared/api/runs.ts';
import { runLabel } from '#shared/run/ids.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import styles from './run-head.module.css';
import { statusWords, waitedMs } from './run-words.ts';

export interface RunHeadActions {
  readonly onPause: () => void;
  readonly onCancel: () => void;
  readonly onRetry: () => void;
  readonly onReplay: () => void;
  readonly onExport: () => void;
  readonly onWaive: () => void;
  readonly onDispose: (disposition: 'resolved' | 'ignored' | 'open') => void;
  readonly onAttempt: (ref: string) => void;
}

interface RunHeadProps extends RunHeadActions {
  readonly detail: RunDetail;
  readonly isReplaying: boolean;
  readonly canWaive: boolean;
}

/** What a run is, how it stands, and what can be done with it. */
export function RunHead(props: RunHeadProps) {
  const { detail, isReplaying, canWaive, onPause, onCancel, onRetry, onReplay, onExport } = props;
  const { run } = detail;
  const hasEnded = isTerminal(run.execution);
  const hasLogs = detail.steps.some((step) => step.acts.some((act) => act.log !== null));
  return (
    <div className={styles.head}>
      <StatusPill status={detail.status} size="lg">
        {statusWords(detail)}
      </StatusPill>
      <h2 className={styles.title}>
        <Truncate>{detail.planTitle}</Truncate>
      </h2>
      <Facts detail={detail} />
      <span className={styles.space} />
      <div className={styles.actions}>
        {!hasEnded && (
          <>
            <Button icon={run.paused ? Play : Pause} onClick={onPause}>
              {run.paused ? 'Resume' : 'Pause'}
            </Button>
            <Button icon={X} onClick={onCancel}>
              Cancel
            </Button>
          </>
        )}
        {hasEnded && (
          <Button icon={RotateCw} onClick={onRetry}>
            Retry from step
          </Button>
        )}
        <Button
          className={styles.optional}
          icon={isReplaying ? Square : Play}
          disabled={!hasLogs}
          aria-pressed={isReplaying}
          onClick={onReplay}
        >
          {isReplaying ? 'End replay' : 'Replay'}
        </Button>
        <Button
          icon={FileSignature}
          disabled={!hasEnded}
          title={hasEnded ? undefined : 'A run has a verdict to prove once it has ended'}
          onClick={onExport}
        >
          Export proof bundle
        </Button>
        <Menu label="More" items={moreItems(props, hasEnded, canWaive, hasLogs)}>
          <Button aria-label="More actions">More</Button>
        </Menu>
      </div>
    </div>
  );
}

function moreItems(
  { detail, isReplaying, onReplay, onWaive, onDispose, onAttempt }: RunHeadProps,
  hasEnded: boolean,
  canWaive: boolean,
  hasLogs: boolean,
): readonly MenuItem[] {
  const { run, attempts } = detail;
  const others = attempts.length > 1 ? attempts : [];
  const { disposition } = run;
  return [
    { id: 'replay', label: isReplaying ? 'End replay' : 'Replay the log', disabled: !hasLogs, run: onReplay },
    { id: 'waive', label: 'Waive a step', disabled: !hasEnded || !canWaive, run: onWaive },
    {
      id: 'resolve',
      label: 'Mark resolved',
      disabled: !hasEnded || disposition === 'resolved',
      run: () => onDispose('resolved'),
    },
    {
      id: 'ignore',
      label: 'Mark ignored',
      disabled: !hasEnded || disposition === 'ignored',
      run: () => onDispose('ignored'),
    },
    { id: 'open', label: 'Open it again', disabled: !hasEnded || disposition === 'open', run: () => onDispose('open') },
    ...(others.length === 0
      ? []
      : ([
          { id: 'line', separator: true },
          { id: 'attempts', heading: 'Attempts' },
        ] satisfies readonly MenuItem[])),
    ...others.map(
      (attempt, index): MenuItem => ({
        id: attempt.runId,
        label: `${index + 1}. ${runLabel(attempt.number)}, ${formatClock(attempt.createdAt, false)} UTC`,
        checked: attempt.runId === run.runId,
        run: () => onAttempt(runLabel(attempt.number)),
      }),
    ),
  ];
}

function Facts({ detail }: { readonly detail: RunDetail }) {
  const { run, worker, createdBy } = detail;
  const now = useNow(1000);
  const end = run.finishedAt ?? now;
  const waited = waitedMs(detail, end);
  const attempt = detail.attempts.findIndex(({ runId }) => runId === run.runId) + 1;
  return (
    <dl className={styles.facts}>
      <Fact name="Elapsed">
        <span className={styles.clock}>
          {run.startedAt === null ? '–' : formatElapsed(Math.max(0, end - run.startedAt))}
        </span>
      </Fact>
      {waited > 0 && (
        <Fact name="Waiting">
          <span className={styles.clock}>{formatElapsed(waited)}</span>
        </Fact>
      )}
      {worker !== null && <Fact name="Worker">{worker.host}</Fact>}
      <Fact name="Plan">
        v{run.planVersion} <Hash digest={run.planDigest} />
      </Fact>
      <Fact name="Started by">
        <span title={formatMoment(run.createdAt)}>
          {createdBy.name}, {formatClock(run.createdAt)}
        </span>
      </Fact>
      {detail.attempts.length > 1 && (
        <Fact name="Attempt">
          {attempt} of {detail.attempts.length}
        </Fact>
      )}
      {run.disposition !== 'open' && <Fact name="Marked">{run.disposition}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
