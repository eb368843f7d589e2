import { useState } from 'react';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { AddTyped } from './add-typed.tsx';
import styles from './dialogs.module.css';
import { ImportServers } from './import-servers.tsx';

type Way = 'stdio' | 'http' | 'import';

interface AddServerDialogProps {
  readonly onClose: () => void;
  /** Leads on to the one that was added. */
  readonly onAdded: (name: string) => void;
}

/** Takes servers into the registry. Nothing of them starts. */
export function AddServerDialog({ onClose, onAdded }: AddServerDialogProps) {
  const [way, setWay] = useState<Way>('stdio');
  const added = (name: string | null): void => {
    onClose();
    if (name !== null) onAdded(name);
  };
  return (
    <Dialog
      open
      sticky
      onClose={onClose}
      title="Add server"
      description="It is stored first. It starts when you have seen and approved its command."
    >
      <div className={styles.form}>
        <Segmented
          label="Kind of server"
          value={way}
          onChange={setWay}
          segments={[
            { value: 'stdio', label: 'Command' },
            { value: 'http', label: 'Address' },
            { value: 'import', label: 'Import' },
          ]}
        />
        {way === 'import' ? (
          <ImportServers onDone={added} />
        ) : (
          <AddTyped key={way} transport={way} changed={null} onDone={added} />
        )}
      </div>
    </Dialog>
  );
}
