import { useState } from 'react';
import { RiskLabel } from '#renderer/ui/risk-label.tsx';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { Question } from '#shared/api/questions.ts';
import type { RunDetail } from '#shared/api/runs.ts';
import { opensHere } from '../foreign/opens-here.ts';
import { RevealedText } from '../foreign/revealed-text.tsx';
import { AnswerForm } from './answer-form.tsx';
import { AskerFacts } from './asker-facts.tsx';
import styles from './question.module.css';
import { evidenceOf, expiryText, questionTitle, rejectionText } from './question-texts.ts';

interface QuestionPanelProps {
  readonly question: Question;
  /** The run it belongs to, for the evidence; `null` while it is not loaded. */
  readonly detail: RunDetail | null;
  /** Who answers, as the record will have it. */
  readonly operator: string;
  /** The keys Mod+Enter and Shift+R answer this one. Only one panel of a page may have them. */
  readonly hasKeys: boolean;
  readonly onAnswered?: () => void;
}

/** A question that a run waits for a person for: what would happen, what is known, and the answer. */
export function QuestionPanel({ question, detail, operator, hasKeys, onAnswered }: QuestionPanelProps) {
  const { kind, effect, message, willRun, expiresAt, asker } = question;
  const now = useNow(1000);
  const asked = `${question.run.runId}/${question.askedSeq}`;
  const [opened, setOpened] = useState<string | null>(null);
  const wasOpened = opened === asked;
  const url = asker?.url ?? null;
  const evidence = detail === null ? [] : evidenceOf(detail);
  const isDecision = kind === 'decision';
  const status = isDecision ? 'indoubt' : 'approval';
  return (
    <section className={styles.panel} data-st={status} aria-label="Decision" data-question={question.stepId}>
      <span role={isDecision ? 'alert' : 'status'} className={styles.unseen}>
        {questionTitle(question)}
      </span>
      <span className={styles.glyph}>
        <StatusGlyph status={status} size={20} />
      </span>
      <div className={styles.facts}>
        <div className={styles.head}>
          <h2>{questionTitle(question)}</h2>
          {effect === 'irreversible' && <RiskLabel risk={effect} />}
        </div>
        <p className={styles.message}>
          <RevealedText text={message} />
        </p>
        {asker !== null && <AskerFacts asker={asker} wasOpened={wasOpened} onOpened={() => setOpened(asked)} />}
        <div className={styles.columns}>
          {(kind !== 'form' || asker !== null) && willRun.length > 0 && (
            <div>
              <h3>{asker === null ? 'What will run' : 'What runs'}</h3>
              <pre className={styles.call}>{willRun.join('\n')}</pre>
            </div>
          )}
          {detail !== null && (
            <div>
              <h3>
                Evidence so far, proofs {detail.proofs.verified}/{detail.proofs.total}
              </h3>
              {evidence.length === 0 ? (
                <p>Nothing was checked before this step.</p>
              ) : (
                <ul>
                  {evidence.map(({ key, status: shown, text }) => (
                    <li key={key}>
                      <StatusGlyph status={shown} size={13} />
                      <span>{text}</span>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          )}
          {(kind === 'approval' || (kind === 'confirm' && asker === null)) && (
            <div>
              <h3>If you reject</h3>
              <p>{rejectionText(question, detail)}</p>
            </div>
          )}
        </div>
      </div>
      <div className={styles.answer}>
        <AnswerForm
          key={asked}
          question={question}
          expiry={expiryText(expiresAt, now)}
          isExpired={expiresAt !== null && expiresAt <= now}
          hasKeys={hasKeys}
          isSecond={url !== null && opensHere(url) && !wasOpened}
          {...(onAnswered !== undefined && { onAnswered })}
        />
        <p className={styles.signed}>Your decision is written to the ledger as {operator}.</p>
      </div>
    </section>
  );
}
