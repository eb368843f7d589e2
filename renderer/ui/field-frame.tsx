import { TriangleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';
import hidden from './visually-hidden.module.css';

/** What every field has beside its control. */
export interface FieldTexts {
  readonly label: string;
  /** The label is for screen readers alone; what the field is for shows otherwise. */
  readonly hideLabel?: boolean;
  readonly help?: ReactNode;
  /** What kind of value it takes, beside the label. */
  readonly note?: string | undefined;
  /** What is wrong with the value, and what to do. */
  readonly error?: ReactNode;
  readonly className?: string;
}

interface FieldFrameProps extends FieldTexts {
  readonly children: (control: {
    readonly id: string;
    readonly 'aria-invalid': true | undefined;
    readonly 'aria-describedby': string | undefined;
  }) => ReactNode;
}

/** Label, help and error around a control, tied to it. */
export function FieldFrame({ label, hideLabel = false, help, note, error, className, children }: FieldFrameProps) {
  const id = useId();
  const notes = `${id}-notes`;
  const beside = `${id}-beside`;
  const invalid = error !== undefined && error !== null && error !== false && error !== '';
  const described = [...(note === undefined ? [] : [beside]), ...(invalid || help !== undefined ? [notes] : [])];
  return (
    <div className={classNames(styles.wrap, className)}>
      <div className={hideLabel ? hidden.hidden : styles.labels}>
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
        {note !== undefined && (
          <span id={beside} className={styles.note}>
            {note}
          </span>
        )}
      </div>
      {children({
        id,
        'aria-invalid': invalid || undefined,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
      })}
      {(invalid || help !== undefined) && (
        <div id={notes}>
          {invalid && (
            <p className={styles.error}>
              <TriangleAlert size={12} aria-hidden />
              <span>{error}</span>
            </p>
          )}
          {help !== undefined && <p className={styles.help}>{help}</p>}
        </div>
      )}
    </div>
  );
}
