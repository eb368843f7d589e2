import { UserRound } from 'lucide-react';
import type { Status } from '#renderer/ui/status.ts';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import type { DryStepView } from '#shared/api/plans.ts';
import type { Reading } from '#shared/run/reading.ts';
import styles from './start-run.module.css';

/** A shield is for proofs alone: a dry run proves nothing, so what is satisfied has a plain check. */
const VERDICTS: Readonly<Record<DryStepView['verdict'], { readonly status: Status; readonly word: string }>> = {
  'already-satisfied': { status: 'waived', word: 'Already satisfied' },
  'would-run': { status: 'queued', word: 'Would run' },
  'would-skip': { status: 'canceled', word: 'Would be skipped' },
  blocked: { status: 'failed', word: 'Blocked' },
  'cannot-tell': { status: 'indoubt', word: 'Cannot tell' },
};

const READINGS: Readonly<Record<Reading['status'], string>> = {
  green: 'holds',
  red: 'does not hold',
  unreadable: 'cannot be read',
};

/** What each step would do, with what was read. */
export function DryRunResults({ steps }: { readonly steps: readonly DryStepView[] }) {
  return (
    <ol className={styles.dry} aria-label="Result of the dry run">
      {steps.map((step, index) => {
        const { status, word } = VERDICTS[step.verdict];
        return (
          <li key={step.id}>
            <StatusGlyph status={status} size={14} />
            <div>
              <p className={styles.dryTitle}>
                <span>
                  {index + 1} {step.title}
                </span>
                <b>{word}</b>
              </p>
              {step.reason !== '' && <p>{step.reason}</p>}
              {step.asks && (
                <p>
                  <UserRound size={11} aria-hidden /> A person is asked before it acts
                </p>
              )}
              <Readings title="Precondition" readings={step.preconditions} />
              <Readings title="Check" readings={step.readings} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Readings({ title, readings }: { readonly title: string; readonly readings: readonly Reading[] }) {
  return readings.map((reading) => (
    <p key={reading.check} className={styles.reading} data-reading={reading.status}>
      {title} <b>{reading.name}</b> {READINGS[reading.status]}: {reading.message}
    </p>
  ));
}
