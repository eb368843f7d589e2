import { type FormEvent, useId, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { keys } from '#renderer/client/keys.ts';
import { queryClient } from '#renderer/client/query.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import styles from '../settings.module.css';

interface KeyMakerProps {
  readonly how: 'create' | 'rotate';
  readonly onClose: () => void;
}

const WORDS = {
  create: {
    title: 'Make signing key',
    about: 'An Ed25519 key, for this data folder alone.',
    failed: 'No key was made',
  },
  rotate: {
    title: 'Rotate signing key',
    about:
      'A new key signs from now on, and the old one vouches for it. Bundles that were exported before stay valid. Whoever trusts this key by hand needs the new public key.',
    failed: 'The key was not rotated',
  },
} as const;
const LEAST = 8;

/** Makes a signing key, or a new one in its place. */
export function KeyMaker({ how, onClose }: KeyMakerProps) {
  const form = useId();
  const act = useAct();
  const [passphrase, setPassphrase] = useState('');
  const [isBusy, setBusy] = useState(false);
  const words = WORDS[how];
  const isShort = passphrase !== '' && passphrase.length < LEAST;
  const make = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isBusy || isShort) return;
    setBusy(true);
    const input = { passphrase: passphrase === '' ? null : passphrase };
    const isDone = await act(words.failed, async () => {
      const made = await (how === 'create' ? client.identity.create(input) : client.identity.rotate(input));
      queryClient.setQueryData(keys.identity(), made);
    });
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      description={words.about}
      size="sm"
      sticky
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} busy={isBusy} disabled={isShort}>
            {words.title}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={(event) => void make(event)}>
        <TextField
          label="Passphrase (optional)"
          help="Used where the computer has no keyring. Without either the key is stored unprotected, and shown so."
          error={isShort ? `Use ${LEAST} characters or more` : undefined}
          type="password"
          autoComplete="new-password"
          maxLength={1024}
          value={passphrase}
          onChange={setPassphrase}
        />
      </form>
    </Dialog>
  );
}
