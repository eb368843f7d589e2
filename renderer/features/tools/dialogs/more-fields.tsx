import { useState } from 'react';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { MORE_PROBLEMS, type TypedServer } from '../model/typed-server.ts';
import styles from './dialogs.module.css';

interface MoreFieldsProps {
  readonly typed: TypedServer;
  readonly onChange: (part: Partial<TypedServer>) => void;
  /** What is to be said at a field. */
  readonly said: (field: string) => string | undefined;
}

const DEADLINES = [
  { field: 'connectMs', label: 'Deadline to connect, ms', help: 'Until the connection stands.' },
  { field: 'listMs', label: 'Deadline to list, ms', help: 'Until a list of what it offers is whole.' },
  { field: 'callMs', label: 'Deadline of a call, ms', help: 'Since the call last told how far it is.' },
] as const;

/** What few servers need said: folded away until it is wanted, or wrong. */
export function MoreFields({ typed, onChange, said }: MoreFieldsProps) {
  const [isOpen, setOpen] = useState(false);
  const isWrong = Object.keys(MORE_PROBLEMS).some((field) => said(field) !== undefined);
  return (
    <details
      className={styles.more}
      open={isOpen || isWrong}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>More</summary>
      <div className={styles.moreFields}>
        {DEADLINES.map(({ field, label, help }) => (
          <TextField
            key={field}
            label={label}
            help={help}
            inputMode="numeric"
            maxLength={7}
            value={typed[field]}
            onChange={(value) => onChange({ [field]: value })}
            error={said(field)}
          />
        ))}
        <SelectField
          label="Folders that it is told of"
          help="As its roots. Other folders are not kept from it by that."
          value={typed.roots}
          onChange={(roots) => onChange({ roots })}
          options={[
            { value: 'none', label: 'None' },
            { value: 'workspace', label: 'Workspace of the run' },
          ]}
        />
        <SelectField
          label="When it asks for a completion by a model"
          help="As it may in the middle of a call."
          value={typed.sampling}
          onChange={(sampling) => onChange({ sampling })}
          options={[
            { value: 'off', label: 'Refuse' },
            { value: 'person', label: 'A person answers' },
          ]}
        />
        {typed.transport === 'http' && (
          <>
            <TextField
              label="OAuth client id, optional"
              help="For a login where this client is registered already."
              mono
              maxLength={4096}
              value={typed.clientId}
              onChange={(clientId) => onChange({ clientId })}
            />
            <TextField
              label="Name of the client's secret, optional"
              help="Its value is kept in the vault under this name."
              mono
              maxLength={120}
              value={typed.clientSecret}
              onChange={(clientSecret) => onChange({ clientSecret })}
              error={said('clientSecret')}
            />
            <TextField
              label="Scopes, optional"
              help="What a login asks for, with spaces between."
              mono
              maxLength={4096}
              value={typed.scopes}
              onChange={(scopes) => onChange({ scopes })}
            />
          </>
        )}
      </div>
    </details>
  );
}
