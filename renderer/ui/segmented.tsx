import type { LucideIcon } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { classNames } from './class-names.ts';
import styles from './segmented.module.css';

export interface Segment<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly disabled?: boolean;
}

interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly segments: readonly Segment<V>[];
  readonly size?: 'sm' | 'md';
}

/** One of a few views or values, all of them in sight; arrows move between them. */
export function Segmented<V extends string>({ label, value, onChange, segments, size = 'md' }: SegmentedProps<V>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      className={classNames(styles.segmented, size === 'sm' && styles.sm)}
      value={value}
      onValueChange={(next) => {
        const chosen = segments.find((segment) => segment.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {segments.map(({ value: own, label: word, icon: Icon, disabled }) => (
        <ToggleGroup.Item key={own} value={own} disabled={disabled} className={styles.segment}>
          {Icon !== undefined && <Icon size={13} aria-hidden />}
          {word}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
