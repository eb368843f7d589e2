import { Pause, Play, X } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'wouter';
import { ToolIcon } from '#renderer/parts/tool-icon.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { formatClock, formatElapsed } from '#renderer/ui/formats.ts';
import { Kbds } from '#renderer/ui/kbd.tsx';
import { Segments } from '#renderer/ui/progress.tsx';
import { StatusPill } from '#renderer/ui/status-label.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { RunCard as Card, Tail } from '#shared/api/board.ts';
import { runLabel } from '#shared/run/ids.ts';
import { cardPhase, cardProgress, cardSegments } from './board-model.ts';
import { CardTail } from './card-tail.tsx';
import styles from './run-card.module.css';

export interface RunCardProps {
  readonly card: Card;
  readonly tail: Tail | undefined;
  readonly onToggle: (run: Card['run']) => void;
  readonly onCancel: (card: Card) => void;
}

/** A run in its lane: what it is, how far, what it prints, and what can be done. */
export const RunCard = memo(function RunCard({ card, tail, onToggle, onCancel }: RunCardProps) {
  const { run, planTitle, status, question, current } = card;
  const phase = cardPhase(card);
  const label = runLabel(run.number);
  const needsPerson = phase === 'decide' || phase === 'doubt';
  return (
    <article
      className={styles.card}
      data-st={status}
      data-attention={needsPerson || undefined}
      data-item=""
      data-run={run.runId}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys act on the card that has the focus
      tabIndex={0}
      aria-label={`${label} ${planTitle}`}
    >
      <div className={styles.top}>
        <div className={styles.head}>
          <StatusPill status={status}>
            {run.canceling ? 'Canceling' : run.paused && status !== 'paused' ? 'Pausing' : undefined}
          </StatusPill>
          <CardClock run={run} />
        </div>
        <Truncate className={styles.name}>{planTitle}</Truncate>
        <Truncate className={styles.meta}>
          {label} · plan {run.planVersion} · {card.startedBy}
        </Truncate>
        <Segments segments={cardSegments(card)} label={cardProgress(card)} />
        <div className={styles.step}>
          {current !== null && (
            <>
              <ToolIcon tool={card.steps[current.index]?.tool ?? null} />
              <Truncate className={styles.stepName}>{current.title}</Truncate>
              <span className={styles.of}>
                {current.index + 1} of {card.steps.length}
              </span>
            </>
          )}
        </div>
      </div>
      {phase === 'doubt' ? <Known card={card} /> : <CardTail tail={tail} question={question?.message ?? null} />}
      <div className={styles.acts}>
        {needsPerson ? (
          <>
            <Link href={`/runs/${label}`} className={styles.decide}>
              {phase === 'doubt' ? 'Check target' : 'Review and decide'}
              <span className={styles.keys}>
                <Kbds keys="Enter" />
              </span>
            </Link>
            <span className={styles.space} />
            {question?.expiresAt == null ? null : <TimeLeft at={question.expiresAt} />}
          </>
        ) : (
          <>
            {run.paused ? (
              <Button variant="ghost" size="sm" icon={Play} onClick={() => onToggle(run)}>
                Resume
              </Button>
            ) : (
              <Button variant="ghost" size="sm" icon={Pause} onClick={() => onToggle(run)}>
                Pause
              </Button>
            )}
            <Button variant="ghost" size="sm" icon={X} onClick={() => onCancel(card)}>
              Cancel
            </Button>
            <span className={styles.space} />
            <Link href={`/runs/${label}`} className={styles.open}>
              Open
              <span className={styles.keys}>
                <Kbds keys="Enter" />
              </span>
            </Link>
          </>
        )}
      </div>
    </article>
  );
});

function CardClock({ run }: { readonly run: Card['run'] }) {
  const now = useNow(1000);
  const since = run.startedAt ?? run.createdAt;
  return (
    <span className={styles.elapsed} role="timer" aria-label="Elapsed">
      {formatElapsed(Math.max(0, (run.finishedAt ?? now) - since))}
    </span>
  );
}

function TimeLeft({ at }: { readonly at: number }) {
  const now = useNow(1000);
  const left = at - now;
  const minutes = Math.ceil(left / 60_000);
  return (
    <span className={styles.left}>
      {left <= 0 ? 'expired' : minutes > 1 ? `${minutes}m left` : `${formatElapsed(left)} left`}
    </span>
  );
}

/** What is known of a run whose outcome is not. */
function Known({ card: { run, current, question } }: { readonly card: Card }) {
  return (
    <div className={styles.known} role="alert">
      <dl>
        <dt>Step</dt>
        <dd>{current === null ? 'none' : current.title}</dd>
        <dt>Recorded</dt>
        <dd>{run.reason === '' ? 'No result of the act' : run.reason}</dd>
        {question !== null && (
          <>
            <dt>Asked</dt>
            <dd>{formatClock(question.askedAt)} UTC</dd>
          </>
        )}
      </dl>
      <p>
        {question === null
          ? 'Its worker reads the checks before anything is done again.'
          : 'Check the target before you retry. A retry may do it twice.'}
      </p>
    </div>
  );
}
