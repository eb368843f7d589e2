import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { SelectField } from '#renderer/ui/select-field.tsx';
import type { RunDetail, StepDetail } from '#shared/api/runs.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { keptFromPassing } from './run-words.ts';

interface WaiveDialogProps {
  readonly detail: RunDetail;
  readonly onClose: () => void;
}

const DAY = 86_400_000;
const PERIODS = [
  { value: 'none', label: 'Without an end' },
  { value: '1', label: '1 day' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
] as const;

/** Steps that kept the run from passing, and that nobody vouched for yet. */
export function waivable({ steps, waivers }: Pick<RunDetail, 'steps' | 'waivers'>): readonly StepDetail[] {
  const waived = new Set(waivers.map(({ stepId }) => stepId));
  return steps.filter((step) => keptFromPassing(step) && !waived.has(step.summary.id));
}

/** A person vouches for a step that did not pass. It is never shown as verified. */
export function WaiveDialog({ detail, onClose }: WaiveDialogProps) {
  const steps = waivable(detail);
  const [stepId, setStepId] = useState(steps[0]?.summary.id ?? '');
  const [period, setPeriod] = useState<(typeof PERIODS)[number]['value']>('none');
  return (
    <ReasonDialog
      title="Waive a step"
      description="You vouch for the step. The run is shown as waived, never as verified, and its proof names you."
      action="Waive step"
      onClose={onClose}
      send={(reason) => {
        const until = period === 'none' ? null : Date.now() + Number(period) * DAY;
        return client.runs.waive({ runId: detail.run.runId, stepId, reason, until });
      }}
    >
      <SelectField
        label="Step"
        value={stepId}
        options={steps.map(({ summary }) => ({ value: summary.id, label: `${summary.index + 1}. ${summary.title}` }))}
        onChange={setStepId}
      />
      <SelectField label="Holds for" value={period} options={PERIODS} onChange={setPeriod} />
    </ReasonDialog>
  );
}
