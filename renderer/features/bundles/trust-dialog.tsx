import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { keys } from '#renderer/client/keys.ts';
import { queryClient } from '#renderer/client/query.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import styles from './bundle-page.module.css';

interface TrustDialogProps {
  readonly fingerprint: string;
  readonly onClose: () => void;
}

/** Asks before a key is trusted, and under which name. */
export function TrustDialog({ fingerprint, onClose }: TrustDialogProps) {
  const [name, setName] = useState('');
  const [isBusy, setBusy] = useState(false);
  const act = useAct();
  const trust = async (): Promise<void> => {
    if (name.trim() === '' || isBusy) return;
    setBusy(true);
    const done = await act('The key was not trusted', () => client.identity.trust({ name, key: fingerprint }));
    setBusy(false);
    if (!done) return;
    void queryClient.invalidateQueries({ queryKey: ['proofs', 'bundle'] });
    void queryClient.invalidateQueries({ queryKey: keys.trusted() });
    onClose();
  };
  return (
    <Dialog
      open
      sticky
      title="Trust this key?"
      description="Every bundle that it signed is then shown as valid here."
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" busy={isBusy} disabled={name.trim() === ''} onClick={() => void trust()}>
            Trust key
          </Button>
        </>
      }
    >
      <form
        className={styles.trust}
        onSubmit={(event) => {
          event.preventDefault();
          void trust();
        }}
      >
        <p>
          <code>{fingerprint}</code>
        </p>
        <p>Ask its owner for this fingerprint by another way than the one the bundle came, and compare every sign.</p>
        <TextField label="Whose key it is" value={name} onChange={setName} maxLength={120} />
      </form>
    </Dialog>
  );
}
