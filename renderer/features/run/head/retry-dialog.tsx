import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Notice } from '#renderer/ui/notice.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { Checkbox } from '#renderer/ui/toggles.tsx';
import type { RunDetail } from '#shared/api/runs.ts';
import { LANES } from '#shared/pulser/plan.ts';
import { runLabel } from '#shared/run/ids.ts';
import styles from './dialogs.module.css';
import { retryStart, retryWords } from './run-words.ts';

interface RetryDialogProps {
  readonly detail: RunDetail;
  readonly fromStep: string | null;
  readonly onClose: () => void;
  readonly onStarted: (ref: string) => void;
}

/** A new attempt: from which step, with which plan, in which lane, and what that keeps. */
export function RetryDialog({ detail, fromStep, onClose, onStarted }: RetryDialogProps) {
  const { run, steps } = detail;
  const [from, setFrom] = useState(fromStep ?? retryStart(detail));
  const [revision, setRevision] = useState<'recorded' | 'current'>('recorded');
  const [lane, setLane] = useState<(typeof LANES)[number] | 'any'>(run.lane ?? 'any');
  const [strict, setStrict] = useState(detail.policy.strict);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const words = retryWords(detail, from);
  const retry = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const asked = { runId: run.runId, fromStep: from, revision, lane: lane === 'any' ? null : lane, strict };
      const started = await client.runs.retry(asked);
      onStarted(runLabel(started.number));
    } catch (thrown) {
      setError(toClientError(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      title={`Retry ${runLabel(run.number)}`}
      description={`${detail.planTitle}. The new attempt is a run of its own; this one stays as it is.`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" busy={isBusy} onClick={() => void retry()}>
            Start new attempt
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <SelectField
          label="From step"
          value={from}
          options={steps.map(({ summary }) => ({ value: summary.id, label: `${summary.index + 1}. ${summary.title}` }))}
          onChange={setFrom}
        />
        <p className={styles.quiet}>
          {words.kept} {words.again}
          {revision === 'current' && ' What the newest revision does otherwise is not kept, nor what needs it.'}
        </p>
        <SelectField
          label="Plan"
          value={revision}
          options={[
            { value: 'recorded', label: `As it ran, v${run.planVersion}` },
            { value: 'current', label: 'Newest published revision' },
          ]}
          onChange={setRevision}
        />
        <div>
          <span className={styles.label}>Lane</span>
          <Segmented
            label="Lane"
            value={lane}
            segments={[{ value: 'any', label: 'Any' }, ...LANES.map((value) => ({ value, label: value }))]}
            onChange={setLane}
          />
        </div>
        <Checkbox
          label="Strict"
          help="Refused when a step is verified by nothing but its exit code"
          checked={strict}
          onChange={setStrict}
        />
        {error !== null && (
          <Notice status="failed">
            No attempt was started: {error.message}.{error.hint === undefined ? '' : ` ${error.hint}.`}
          </Notice>
        )}
      </div>
    </Dialog>
  );
}
