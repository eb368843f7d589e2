import { Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import type { Pair } from '../model/typed-server.ts';
import styles from './dialogs.module.css';

interface PairListProps {
  readonly title: string;
  /** One of them: `variable`. */
  readonly what: string;
  readonly valueLabel: string;
  readonly pairs: readonly Pair[];
  readonly onChange: (pairs: readonly Pair[]) => void;
  readonly error?: string | undefined;
  readonly isSecret?: boolean;
}

/** Names with their values, as many as are needed. */
export function PairList({ title, what, valueLabel, pairs, onChange, error, isSecret = false }: PairListProps) {
  const place = isSecret ? `secret ${what}` : what;
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {pairs.map(({ name, value }, index) => (
        <div key={index} className={styles.pair}>
          <TextField
            className={styles.grow}
            label={`Name of ${place} ${index + 1}`}
            hideLabel
            placeholder="Name"
            mono
            maxLength={256}
            value={name}
            onChange={(next) => onChange(pairs.with(index, { name: next, value }))}
          />
          <TextField
            className={styles.grow}
            label={`${valueLabel} of ${place} ${index + 1}`}
            hideLabel
            placeholder={valueLabel}
            mono
            maxLength={isSecret ? 120 : 65_536}
            value={value}
            onChange={(next) => onChange(pairs.with(index, { name, value: next }))}
          />
          <IconButton
            icon={Trash2}
            label={`Remove ${place} ${index + 1}`}
            onClick={() => onChange(pairs.toSpliced(index, 1))}
          />
        </div>
      ))}
      {error !== undefined && (
        <p className={styles.problem} role="alert">
          {error}
        </p>
      )}
      <Button size="sm" icon={Plus} onClick={() => onChange([...pairs, { name: '', value: '' }])}>
        Add {isSecret ? `${what} with a secret` : what}
      </Button>
    </fieldset>
  );
}
