import { Check, Lock, Minus } from 'lucide-react';
import { Switch as RadixSwitch } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import styles from './toggles.module.css';
import { VisuallyHidden } from './visually-hidden.tsx';

interface ToggleProps {
  readonly label: ReactNode;
  readonly hideLabel?: boolean;
  readonly help?: ReactNode;
  readonly disabled?: boolean;
}

interface CheckboxProps extends ToggleProps {
  readonly checked: boolean | 'mixed';
  readonly onChange: (checked: boolean) => void;
  /** It cannot be changed here, for a reason that the label or help gives. */
  readonly locked?: boolean;
}

/** A box to tick, with its label. */
export function Checkbox({
  label,
  hideLabel = false,
  help,
  disabled = false,
  checked,
  onChange,
  locked = false,
}: CheckboxProps) {
  const id = useId();
  const Mark = locked ? Lock : checked === 'mixed' ? Minus : Check;
  return (
    <span className={styles.toggle}>
      <span className={styles.box}>
        <input
          ref={(input) => {
            if (input !== null) input.indeterminate = checked === 'mixed';
          }}
          id={id}
          type="checkbox"
          data-locked={locked || undefined}
          checked={checked === true}
          disabled={disabled || locked}
          aria-describedby={help === undefined ? undefined : `${id}-help`}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        {(checked !== false || locked) && <Mark size={locked ? 10 : 12} strokeWidth={2.6} aria-hidden />}
      </span>
      <ToggleText id={id} label={label} hideLabel={hideLabel} help={help} />
    </span>
  );
}

interface SwitchProps extends ToggleProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** On or off at once, without a save button. */
export function Switch({ label, hideLabel = false, help, disabled = false, checked, onChange }: SwitchProps) {
  const id = useId();
  return (
    <span className={styles.toggle}>
      <RadixSwitch.Root
        id={id}
        className={styles.switch}
        checked={checked}
        disabled={disabled}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onCheckedChange={onChange}
      >
        <RadixSwitch.Thumb className={styles.thumb} />
      </RadixSwitch.Root>
      <ToggleText id={id} label={label} hideLabel={hideLabel} help={help} />
    </span>
  );
}

function ToggleText({ id, label, hideLabel, help }: ToggleProps & { readonly id: string }) {
  return (
    <span className={styles.words}>
      <label htmlFor={id}>{hideLabel === true ? <VisuallyHidden>{label}</VisuallyHidden> : label}</label>
      {help !== undefined && (
        <span className={styles.help} id={`${id}-help`}>
          {help}
        </span>
      )}
    </span>
  );
}
