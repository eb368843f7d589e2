import { type FormEvent, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/notice.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import type { VaultState } from '#shared/api/settings.ts';
import styles from '../settings.module.css';
import { refreshSecrets } from './refresh-secrets.ts';

/** What protects the vault; a locked one asks for its passphrase. */
export function VaultNotice({ vault: { protection, locked } }: { readonly vault: VaultState }) {
  const act = useAct();
  const [passphrase, setPassphrase] = useState('');
  const [isBusy, setBusy] = useState(false);
  if (!locked) return <Notice>{openText(protection)}</Notice>;
  const isNew = protection === null;
  const unlock = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isBusy || passphrase === '') return;
    setBusy(true);
    const isDone = await act('The vault was not unlocked', async () => {
      await client.settings.unlock({ passphrase });
      await refreshSecrets();
    });
    setBusy(false);
    if (!isDone) return;
    setPassphrase('');
    // The form is gone.
    document.getElementById('main')?.focus();
  };
  return (
    <>
      <Notice status="approval">
        {isNew
          ? 'There is no vault yet, and no keyring on this computer. A passphrase will protect the vault: it cannot be recovered.'
          : 'The vault is locked. Names can be seen; values can be used and stored once its passphrase is given.'}
      </Notice>
      <form className={styles.form} onSubmit={(event) => void unlock(event)}>
        <TextField
          label={isNew ? 'Passphrase for the new vault' : 'Passphrase of the vault'}
          help="Kept in memory until the control room ends."
          type="password"
          autoComplete="off"
          maxLength={1024}
          value={passphrase}
          onChange={setPassphrase}
        />
        <Button type="submit" busy={isBusy} disabled={passphrase === ''}>
          {isNew ? 'Use passphrase' : 'Unlock vault'}
        </Button>
      </form>
    </>
  );
}

function openText(protection: string | null): string {
  switch (protection) {
    case null:
      return 'There is no vault yet. The first secret makes it.';
    case 'keyring':
      return 'The keyring of this computer protects the vault.';
    case 'passphrase':
      return 'A passphrase protects the vault. It is unlocked until the control room ends.';
    default:
      return `Protected by: ${protection}.`;
  }
}
