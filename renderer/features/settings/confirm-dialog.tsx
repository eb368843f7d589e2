import { type ReactNode, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  /** What follows from it. */
  readonly children: ReactNode;
  /** The act, on the button that does it. */
  readonly act: string;
  readonly danger?: boolean;
  readonly onClose: () => void;
  /** True when it was done: the dialog closes. */
  readonly onConfirm: () => Promise<boolean>;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ title, children, act, danger = false, onClose, onConfirm }: ConfirmDialogProps) {
  const [isBusy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    const isDone = await onConfirm();
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button variant={danger ? 'danger' : 'primary'} busy={isBusy} onClick={() => void confirm()}>
            {act}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
