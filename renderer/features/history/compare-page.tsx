import { ArrowLeftRight } from 'lucide-react';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { useComparison, useRun } from '#renderer/client/hooks/runs.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { ErrorState } from '#renderer/ui/empty-state.tsx';
import { Page } from '#renderer/ui/frame/page.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import { useStatusHints } from '#renderer/ui/frame/status-hints.ts';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import type { Comparison } from '#shared/api/runs.ts';
import styles from './compare.module.css';
import { isStepChanged } from './compare-model.ts';
import { Differences, PlanDiff, RunHead, StepRows } from './compare-parts.tsx';
import { PickRunDialog } from './pick-run-dialog.tsx';

const HINTS = [
  { keys: 's', label: 'Swap sides' },
  { keys: 'd', label: 'Only differences' },
  { keys: 'Escape', label: 'Back to history' },
] as const;
const CRUMBS = [{ label: 'History', href: '/history' }] as const;

/** Two runs side by side: inputs, plan, tools, and every step. */
export function ComparePage() {
  const params = useParams();
  const left = params['left'] ?? '';
  const right = params['right'] ?? '';
  const leftRun = useRun(left);
  const rightRun = useRun(right);
  const compared = useComparison(leftRun.data?.run.runId ?? null, rightRun.data?.run.runId ?? null);
  const [onlyChanged, setOnlyChanged] = useState(true);
  const [picked, setPicked] = useState<'left' | 'right' | null>(null);
  const [, navigate] = useLocation();
  const error = leftRun.error ?? rightRun.error ?? compared.error;
  const swap = (): void => navigate(`/compare/${right}/${left}`, { replace: true });
  const group = 'Compare';
  useStatusHints(HINTS);
  useCommands([
    { id: 'compare.swap', title: 'Swap sides', keys: 's', group, run: swap },
    { id: 'compare.only', title: 'Only differences', keys: 'd', group, run: () => setOnlyChanged(!onlyChanged) },
    { id: 'compare.back', title: 'Back to history', keys: 'Escape', group, run: () => navigate('/history') },
  ]);
  return (
    <Page header={<PageHeader title="Compare runs" crumbs={CRUMBS} />}>
      <div className={styles.page}>
        <div className={styles.bar}>
          <Segmented
            label="Show"
            size="sm"
            value={onlyChanged ? 'changed' : 'all'}
            onChange={(value) => setOnlyChanged(value === 'changed')}
            segments={[
              { value: 'changed', label: 'Only differences' },
              { value: 'all', label: 'Everything' },
            ]}
          />
          <span className={styles.space} />
          <Button size="sm" onClick={() => setPicked('left')}>
            Pick left run
          </Button>
          <Button size="sm" onClick={() => setPicked('right')}>
            Pick right run
          </Button>
          <Button size="sm" icon={ArrowLeftRight} keys="s" onClick={swap}>
            Swap sides
          </Button>
        </div>
        {compared.data !== undefined ? (
          <Sides comparison={compared.data} onlyChanged={onlyChanged} />
        ) : error === null ? (
          <div className={styles.loading} aria-busy>
            <Skeleton width="46%" />
            <Skeleton width="61%" />
            <Skeleton width="52%" />
          </div>
        ) : (
          <ErrorState
            happened={`${left} and ${right} could not be compared.`}
            safe="Nothing was changed."
            todo={error.hint}
            details={`${error.code}: ${error.message}`}
          />
        )}
      </div>
      {picked !== null && (
        <PickRunDialog
          title={picked === 'left' ? 'Pick left run' : 'Pick right run'}
          onClose={() => setPicked(null)}
          onPick={(label) => {
            setPicked(null);
            navigate(picked === 'left' ? `/compare/${label}/${right}` : `/compare/${left}/${label}`);
          }}
        />
      )}
    </Page>
  );
}

function Sides({ comparison, onlyChanged }: { readonly comparison: Comparison; readonly onlyChanged: boolean }) {
  const { left, right, inputs, plan, tools, steps } = comparison;
  const shown = onlyChanged ? steps.filter(isStepChanged) : steps;
  return (
    <>
      <div className={styles.pair}>
        <RunHead side="Left" compared={left} />
        <RunHead side="Right" compared={right} />
      </div>
      <section className={styles.section} aria-label="Steps">
        <h2>Steps</h2>
        {shown.length === 0 ? (
          <p className={styles.quiet}>Every step ended and read the same in both runs.</p>
        ) : (
          <StepRows steps={shown} isEverything={!onlyChanged} />
        )}
      </section>
      <Differences title="Inputs" all={inputs} onlyChanged={onlyChanged} />
      <Differences title="Tools" all={tools} onlyChanged={onlyChanged} />
      <PlanDiff plan={plan} short={onlyChanged} />
    </>
  );
}
