import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';
import { FieldFrame, type FieldTexts } from './field-frame.tsx';

interface TextFieldProps
  extends FieldTexts,
    Omit<ComponentProps<'input'>, 'size' | 'className' | 'onChange' | 'value'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly icon?: LucideIcon;
  readonly size?: 'md' | 'lg';
  readonly mono?: boolean;
  /** Stands at the end: a key cap, a unit, a clear button. */
  readonly after?: ReactNode;
}

/** One line of text. */
export function TextField({
  label,
  hideLabel,
  help,
  note,
  error,
  className,
  onChange,
  icon: Icon,
  size = 'md',
  mono = false,
  after,
  ...input
}: TextFieldProps) {
  return (
    <FieldFrame label={label} hideLabel={hideLabel} help={help} note={note} error={error} className={className}>
      {(control) => (
        <div
          className={classNames(
            styles.field,
            size === 'lg' && styles.lg,
            control['aria-invalid'] && styles.invalid,
            input.disabled && styles.disabled,
          )}
        >
          {Icon !== undefined && <Icon size={13} aria-hidden />}
          <input
            type="text"
            autoComplete="off"
            spellCheck={false}
            {...input}
            {...control}
            className={classNames(styles.input, mono && styles.mono)}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          {after}
        </div>
      )}
    </FieldFrame>
  );
}

interface TextAreaProps extends FieldTexts, Omit<ComponentProps<'textarea'>, 'className' | 'onChange' | 'value'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly mono?: boolean;
}

/** Several lines of text. */
export function TextArea({
  label,
  hideLabel,
  help,
  note,
  error,
  className,
  onChange,
  mono = false,
  rows = 3,
  ...area
}: TextAreaProps) {
  return (
    <FieldFrame label={label} hideLabel={hideLabel} help={help} note={note} error={error} className={className}>
      {(control) => (
        <div className={classNames(styles.field, styles.area, control['aria-invalid'] && styles.invalid)}>
          <textarea
            spellCheck={false}
            rows={rows}
            {...area}
            {...control}
            className={classNames(styles.input, styles.text, mono && styles.mono)}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        </div>
      )}
    </FieldFrame>
  );
}
