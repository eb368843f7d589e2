import { keyOf } from '#renderer/parts/question/kept-question.ts';
import { RiskLabel } from '#renderer/ui/risk-label.tsx';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import type { Question } from '#shared/api/questions.ts';
import { runLabel } from '#shared/run/ids.ts';
import { runStatus } from '#shared/run/status.ts';
import styles from './approvals-page.module.css';

interface QuestionRowProps {
  readonly question: Question;
  readonly isShown: boolean;
  readonly onChoose: () => void;
  readonly onOpen: () => void;
}

/** One question in the list: whose, what for, since when. Enter opens its run. */
export function QuestionRow({ question, isShown, onChoose, onOpen }: QuestionRowProps) {
  const { run, planTitle, stepTitle, effect, askedAt } = question;
  return (
    <li>
      <button
        type="button"
        className={styles.row}
        aria-current={isShown ? 'true' : undefined}
        data-question-row={keyOf(question)}
        onClick={onChoose}
        onDoubleClick={onOpen}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          onOpen();
        }}
      >
        <StatusGlyph status={runStatus(run, 'waiting')} labelled />
        <span className={styles.names}>
          <Truncate className={styles.step}>{stepTitle}</Truncate>
          <Truncate className={styles.plan}>
            {runLabel(run.number)} · {planTitle} · {run.sessionName}
          </Truncate>
        </span>
        <span className={styles.side}>
          <RelativeTime at={askedAt} />
          {effect === 'irreversible' && <RiskLabel risk={effect} />}
        </span>
      </button>
    </li>
  );
}
