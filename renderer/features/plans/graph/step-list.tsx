import { ToolIcon } from '#renderer/parts/tool-icon.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import type { StepOutline } from '#shared/api/plans.ts';
import { TOOL_KINDS } from '#shared/pulser/tool-call.ts';
import { waitsFor } from '../model/graph-layout.ts';
import styles from './plan-graph.module.css';
import { Risk } from './step-node.tsx';

interface StepListProps {
  readonly outline: readonly StepOutline[];
  /** Line of the first error of each step; 0 for none. */
  readonly errors: readonly number[];
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  readonly onOpen: (index: number) => void;
}

/** What the graph says, as a list. */
export function StepList({ outline, errors, selected, onSelect, onOpen }: StepListProps) {
  return (
    <ol className={styles.list} aria-label="Steps">
      {outline.map((step, index) => (
        <li key={index}>
          <button
            type="button"
            className={styles.item}
            aria-pressed={index === selected}
            onClick={() => (index === selected ? onOpen(index) : onSelect(index))}
          >
            <span className={styles.number}>{index + 1}</span>
            <ToolIcon tool={TOOL_KINDS.find((kind) => kind === step.tool) ?? null} />
            <Truncate>{step.title === '' ? step.id : step.title}</Truncate>
            <span className={styles.words}>{details(step, waitsFor(outline, index))}</span>
            <span className={styles.end}>
              {(errors[index] ?? 0) > 0 && <span className={styles.error}>error, line {errors[index]}</span>}
              <Risk effect={step.effect} />
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function details(step: StepOutline, waits: string): string {
  const parts = [waits, `${step.checks} ${step.checks === 1 ? 'check' : 'checks'}`];
  if (step.hasUndo) parts.push('undo');
  if (step.inputs.length > 0) parts.push(`uses ${step.inputs.join(', ')}`);
  return parts.join(' · ');
}
