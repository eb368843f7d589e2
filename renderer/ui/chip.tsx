import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './chip.module.css';
import { classNames } from './class-names.ts';

interface ChipProps {
  readonly children: ReactNode;
  readonly on?: boolean;
  /** Makes it a button that switches on and off. */
  readonly onToggle?: (on: boolean) => void;
  /** Adds a button that takes it away; `removeLabel` says what. */
  readonly onRemove?: () => void;
  readonly removeLabel?: string;
}

/** A small word: a tag, a filter that is set, a choice. */
export function Chip({ children, on = false, onToggle, onRemove, removeLabel = 'Remove' }: ChipProps) {
  const className = classNames(styles.chip, on && styles.on);
  if (onToggle !== undefined) {
    return (
      <button type="button" className={className} aria-pressed={on} onClick={() => onToggle(!on)}>
        {children}
      </button>
    );
  }
  return (
    <span className={className}>
      {children}
      {onRemove !== undefined && (
        <button type="button" className={styles.remove} aria-label={removeLabel} onClick={onRemove}>
          <X size={11} aria-hidden />
        </button>
      )}
    </span>
  );
}
