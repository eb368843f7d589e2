import { type FormEvent, useId, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { MEMBER_NAME } from '#shared/pulser/primitives.ts';
import styles from '../settings.module.css';
import { refreshSecrets } from './refresh-secrets.ts';

interface SecretDialogProps {
  /** Of the secret to replace; empty for a new one. */
  readonly name: string;
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

/** Takes the value of a secret, and its name when it is new. */
export function SecretDialog({ name: given, taken, onClose }: SecretDialogProps) {
  const form = useId();
  const act = useAct();
  const [name, setName] = useState(given);
  const [value, setValue] = useState('');
  const [isBusy, setBusy] = useState(false);
  const isNew = given === '';
  const problem = !isNew || name === '' ? undefined : problemOf(name, taken);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isBusy || name === '' || value === '' || problem !== undefined) return;
    setBusy(true);
    const isDone = await act(`${name} was not stored`, async () => {
      await client.settings.setSecret({ name, value });
      await refreshSecrets();
    });
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={isNew ? 'Add secret' : `Replace ${given}`}
      description="Runs that start from now on use this value."
      size="sm"
      sticky
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form={form}
            busy={isBusy}
            disabled={name === '' || value === '' || problem !== undefined}
          >
            Store secret
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={(event) => void submit(event)}>
        {isNew && (
          <TextField label="Name" mono maxLength={120} value={name} onChange={setName} error={problem} required />
        )}
        <TextField
          label="Value"
          type="password"
          autoComplete="new-password"
          maxLength={65_536}
          value={value}
          onChange={setValue}
          required
        />
      </form>
    </Dialog>
  );
}

function problemOf(name: string, taken: readonly string[]): string | undefined {
  if (!MEMBER_NAME.test(name)) return 'Use letters, digits and _, and begin with a letter';
  return taken.includes(name) ? 'There is a secret of that name: replace it in the list' : undefined;
}
