import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { ToolIcon } from '#renderer/parts/tool-icon.tsx';
import { StatusText } from '#renderer/ui/status-label.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import styles from './log-pane.module.css';
import { linesWord, type Section } from './sections.ts';

interface SectionHeaderProps {
  readonly section: Section;
  readonly y: number;
  readonly height: number;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly onToggle: (key: string) => void;
  readonly onSelect: (stepId: string) => void;
}

/** The head of a step's recording: folds it, and says how the step stands. */
export const SectionHeader = memo(function SectionHeader(props: SectionHeaderProps) {
  const { section, y, height, isOpen, isSelected, onToggle, onSelect } = props;
  const { step, log, note } = section;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      className={styles.anchor}
      style={{ transform: `translateY(${y}px)`, height }}
      aria-expanded={log === null ? undefined : isOpen}
      data-selected={isSelected}
      data-step={step.summary.id}
      onClick={() => {
        onSelect(step.summary.id);
        if (log !== null) onToggle(section.key);
      }}
    >
      {log === null ? (
        <span className={styles.chevron} />
      ) : (
        <Chevron size={12} aria-hidden className={styles.chevron} />
      )}
      <span className={styles.index}>{step.summary.index + 1}</span>
      <ToolIcon tool={step.tool} size={13} />
      <Truncate>{step.summary.title}</Truncate>
      {note !== '' && <span className={styles.note}>{note}</span>}
      <span className={styles.space} />
      <span className={styles.note}>{linesWord(section)}</span>
      <StatusText status={step.status} />
    </button>
  );
});
