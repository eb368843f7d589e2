import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { refreshServers } from '../refresh-servers.ts';

interface RemoveDialogProps {
  readonly name: string;
  readonly onClose: () => void;
}

/** Asks before a server is taken out of the registry. */
export function RemoveDialog({ name, onClose }: RemoveDialogProps) {
  const act = useAct();
  const [isBusy, setBusy] = useState(false);
  const remove = async (): Promise<void> => {
    setBusy(true);
    const isDone = await act(`${name} was not removed`, async () => {
      await client.mcp.remove({ name });
      await refreshServers();
    });
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <Dialog
      open
      size="sm"
      onClose={onClose}
      title={`Remove ${name}`}
      footer={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button variant="danger" busy={isBusy} onClick={() => void remove()}>
            Remove server
          </Button>
        </>
      }
    >
      Its command, its approved tools, their rules and the record of calls made here go. Plans that name it cannot
      start. Runs and their proofs stay as they are, and so do secrets.
    </Dialog>
  );
}
