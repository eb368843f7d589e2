import { memo } from 'react';
import { formatElapsed } from '#renderer/ui/formats.ts';
import type { Tail } from '#shared/api/board.ts';
import styles from './run-card.module.css';

interface CardTailProps {
  readonly tail: Tail | undefined;
  /** What a person is asked; stands after the output. */
  readonly question: string | null;
}

const LINES = 6;

/** The last lines of a run's output. Screen readers hear of steps, not of lines. */
export const CardTail = memo(function CardTail({ tail, question }: CardTailProps) {
  const lines = (tail?.lines ?? []).slice(question === null ? -LINES : 1 - LINES);
  return (
    <div className={styles.tail} role="log" aria-label="Live log tail" aria-live="off">
      {lines.map((line, at) => (
        <div key={at}>
          <span className={styles.time}>{formatElapsed(line.time * 1000)}</span>
          {line.text}
        </div>
      ))}
      {lines.length === 0 && question === null && <div className={styles.quiet}>No output yet</div>}
      {question !== null && <div className={styles.asked}>{question}</div>}
    </div>
  );
});
