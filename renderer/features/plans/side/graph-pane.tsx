import { useState } from 'react';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import type { StepOutline } from '#shared/api/plans.ts';
import { PlanGraph } from '../graph/plan-graph.tsx';
import { StepList } from '../graph/step-list.tsx';
import styles from './side.module.css';

interface GraphPaneProps {
  readonly outline: readonly StepOutline[];
  readonly errors: readonly number[];
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  readonly onOpen: (index: number) => void;
}

/** A graph of more steps cannot be read, and takes long to lay out. */
const MOST_DRAWN = 400;

/** The steps as a graph, or as a list that says the same. */
export function GraphPane(props: GraphPaneProps) {
  const { outline } = props;
  const [wanted, setWanted] = useState<'graph' | 'list'>('graph');
  const isTooLarge = outline.length > MOST_DRAWN;
  const view = isTooLarge ? 'list' : wanted;
  const checks = outline.reduce((sum, step) => sum + step.checks, 0);
  return (
    <section className={styles.graph} aria-label="Steps">
      <div className={styles.head}>
        <h2>{view === 'graph' ? 'Graph' : 'List'}</h2>
        <span className={styles.note}>
          {outline.length} {outline.length === 1 ? 'step' : 'steps'}, {checks} {checks === 1 ? 'check' : 'checks'}
          {isTooLarge && `: too many to draw, ${MOST_DRAWN} at most`}
        </span>
        <span className={styles.space} />
        <Segmented
          label="Show steps as"
          size="sm"
          value={view}
          onChange={setWanted}
          segments={[
            { value: 'graph', label: 'Graph', disabled: isTooLarge },
            { value: 'list', label: 'List' },
          ]}
        />
      </div>
      {outline.length === 0 ? (
        <EmptyState title="No steps yet">Write the first one under steps.</EmptyState>
      ) : view === 'graph' ? (
        <PlanGraph {...props} />
      ) : (
        <StepList {...props} />
      )}
    </section>
  );
}
