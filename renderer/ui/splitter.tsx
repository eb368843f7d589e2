import { useRef } from 'react';
import styles from './splitter.module.css';

interface SplitterProps {
  readonly label: string;
  /** `vertical` stands between left and right. */
  readonly orientation?: 'vertical' | 'horizontal';
  /** Size in pixels of the pane that it resizes. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
  /** The resized pane stands before or after it. */
  readonly pane: 'before' | 'after';
}

const STEP = 16;

/** A line between two panes, moved by pointer or arrow keys. */
export function Splitter({ label, orientation = 'vertical', value, min, max, onChange, pane }: SplitterProps) {
  const start = useRef<{ readonly at: number; readonly value: number } | null>(null);
  const sign = pane === 'before' ? 1 : -1;
  const vertical = orientation === 'vertical';
  const change = (next: number): void => onChange(Math.min(max, Math.max(min, Math.round(next))));
  const position = (event: React.PointerEvent): number => (vertical ? event.clientX : event.clientY);
  const keys: Readonly<Record<string, number>> = {
    [vertical ? 'ArrowRight' : 'ArrowDown']: value + sign * STEP,
    [vertical ? 'ArrowLeft' : 'ArrowUp']: value - sign * STEP,
    Home: min,
    End: max,
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      className={styles.splitter}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: position(event), value };
      }}
      onPointerMove={(event) => {
        if (start.current !== null) change(start.current.value + sign * (position(event) - start.current.at));
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onPointerCancel={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        const next = keys[event.key];
        if (next === undefined) return;
        event.preventDefault();
        change(next);
      }}
    />
  );
}
