import { ChevronDown } from 'lucide-react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';
import { FieldFrame, type FieldTexts } from './field-frame.tsx';

export interface SelectOption<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly disabled?: boolean;
}

interface SelectFieldProps<V extends string> extends FieldTexts {
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly options: readonly SelectOption<V>[];
  readonly size?: 'md' | 'lg';
  readonly disabled?: boolean;
}

/** One of a few. The control of the platform: it works with every reader, touch and keyboard, and under the strictest policy. */
export function SelectField<V extends string>({
  label,
  hideLabel,
  help,
  note,
  error,
  className,
  value,
  onChange,
  options,
  size = 'md',
  disabled = false,
}: SelectFieldProps<V>) {
  return (
    <FieldFrame label={label} hideLabel={hideLabel} help={help} note={note} error={error} className={className}>
      {(control) => (
        <div
          className={classNames(
            styles.field,
            styles.select,
            size === 'lg' && styles.lg,
            control['aria-invalid'] && styles.invalid,
            disabled && styles.disabled,
          )}
        >
          <select
            {...control}
            className={styles.input}
            value={value}
            disabled={disabled}
            onChange={(event) => {
              const chosen = options.find((option) => option.value === event.currentTarget.value);
              if (chosen !== undefined) onChange(chosen.value);
            }}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown size={13} aria-hidden />
        </div>
      )}
    </FieldFrame>
  );
}
