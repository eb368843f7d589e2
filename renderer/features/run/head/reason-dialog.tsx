import { type ReactNode, useState } from 'react';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Notice } from '#renderer/ui/notice.tsx';
import { TextArea } from '#renderer/ui/text-field.tsx';
import styles from './dialogs.module.css';

interface ReasonDialogProps {
  readonly title: string;
  /** What it means, in one or two sentences. */
  readonly description: string;
  readonly action: string;
  readonly children?: ReactNode;
  readonly onClose: () => void;
  readonly send: (reason: string) => Promise<unknown>;
}

/** Asks for the reason of something that is written to the record. */
export function ReasonDialog({ title, description, action, children, onClose, send }: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const [wasTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const submit = async (): Promise<void> => {
    setTried(true);
    if (reason.trim() === '') return;
    setBusy(true);
    setError(null);
    try {
      await send(reason.trim());
      onClose();
    } catch (thrown) {
      setError(toClientError(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      size="sm"
      sticky
      title={title}
      description={description}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" busy={isBusy} onClick={() => void submit()}>
            {action}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {children}
        <TextArea
          label="Reason, kept in the record"
          value={reason}
          onChange={setReason}
          maxLength={2000}
          error={wasTried && reason.trim() === '' ? 'Needs a reason' : undefined}
        />
        {error !== null && (
          <Notice status="failed">
            Nothing was changed: {error.message}.{error.hint === undefined ? '' : ` ${error.hint}.`}
          </Notice>
        )}
      </div>
    </Dialog>
  );
}
