import { useStep } from '#renderer/client/hooks/runs.ts';
import { ErrorState } from '#renderer/ui/empty-state.tsx';
import { RiskLabel } from '#renderer/ui/risk-label.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import { StatusPill } from '#renderer/ui/status-label.tsx';
import { Tabs } from '#renderer/ui/tabs.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import type { RunDetail } from '#shared/api/runs.ts';
import type { RunEvent } from '#shared/run/event.ts';
import { ArtifactsTab } from './artifacts-tab.tsx';
import { EventsTab } from './events-tab.tsx';
import styles from './inspector.module.css';
import { ProofTab } from './proof-tab.tsx';
import { ValuesTab } from './values-tab.tsx';

export const INSPECTOR_TABS = ['proof', 'values', 'artifacts', 'events'] as const;
export type InspectorTab = (typeof INSPECTOR_TABS)[number];

interface InspectorProps {
  readonly detail: RunDetail;
  readonly stepId: string;
  readonly events: readonly RunEvent[];
  readonly tab: InspectorTab;
  readonly onTab: (tab: InspectorTab) => void;
}

/** Everything about one step: its proof, its values, its files, and what happened. */
export function Inspector({ detail, stepId, events, tab, onTab }: InspectorProps) {
  const answer = useStep(detail.run.runId, stepId);
  const step = answer.data?.detail.summary.id === stepId ? answer.data : undefined;
  const files = detail.steps.reduce((sum, { artifacts }) => sum + artifacts.length, 0);
  const framed = (content: React.ReactNode): React.ReactNode => {
    if (answer.error !== null && step === undefined) {
      return <ErrorState happened="The step could not be read" todo={answer.error.message} />;
    }
    return (
      <div className={styles.panel}>
        <StepTitle detail={detail} stepId={stepId} />
        {content}
      </div>
    );
  };
  return (
    <Tabs
      className={styles.inspector}
      label="Inspector"
      value={tab}
      onChange={onTab}
      tabs={[
        {
          value: 'proof',
          label: 'Proof',
          content: framed(step === undefined ? <Loading /> : <ProofTab detail={detail} step={step} />),
        },
        {
          value: 'values',
          label: 'Inputs+outputs',
          content: framed(step === undefined ? <Loading /> : <ValuesTab detail={detail} step={step} />),
        },
        {
          value: 'artifacts',
          label: 'Artifacts',
          count: files,
          content: <ArtifactsTab detail={detail} stepId={stepId} />,
        },
        {
          value: 'events',
          label: 'Events',
          count: detail.head.seq,
          content: <EventsTab events={events} stepId={stepId} />,
        },
      ]}
    />
  );
}

function StepTitle({ detail, stepId }: { readonly detail: RunDetail; readonly stepId: string }) {
  const step = detail.steps.find(({ summary }) => summary.id === stepId);
  if (step === undefined) return null;
  return (
    <div className={styles.title}>
      <Truncate>
        {step.summary.index + 1}. {step.summary.title}
      </Truncate>
      {step.effect === 'irreversible' && <RiskLabel risk={step.effect} />}
      <span className={styles.space} />
      <StatusPill status={step.status} />
    </div>
  );
}

function Loading() {
  return (
    <div className={styles.section} aria-busy>
      <Skeleton width="52%" />
      <Skeleton width="88%" />
      <Skeleton width="74%" />
    </div>
  );
}
