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
export function FieldFrame({ label, hideLabel = false, help, error, className, children }: FieldFrameProps) {
  const id = useId();
  const notes = `${id}-notes`;
  const invalid = error !== undefined && error !== null && error !== false && error !== '';
  return (
    <div className={classNames(styles.wrap, className)}>
      <label className={hideLabel ? hidden.hidden : styles.label} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-invalid': invalid || undefined,
        'aria-describedby': invalid || help !== undefined ? notes : undefined,
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
