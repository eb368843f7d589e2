import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { useInitialFocus } from '#renderer/ui/use-initial-focus.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { useAct } from './use-act.ts';

interface CancelRunDialogProps {
  /** The run in question; `null` while nothing is asked. */
  readonly run: RunSummary | null;
  readonly planTitle: string;
  readonly onClose: () => void;
}

/** Asks before a run is canceled: what that does, and why it is done. */
export function CancelRunDialog({ run, planTitle, onClose }: CancelRunDialogProps) {
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const act = useAct();
  const initial = useInitialFocus<HTMLInputElement>();
  if (run === null) return null;
  const label = runLabel(run.number);
  const cancel = async (): Promise<void> => {
    setBusy(true);
    const why = reason.trim();
    const done = await act(`${label} was not canceled`, () =>
      client.runs.cancel({ runId: run.runId, reason: why === '' ? null : why }),
    );
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog
      open
      size="sm"
      title={`Cancel ${label}?`}
      description={planTitle}
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep running
          </Button>
          <Button variant="danger" busy={isBusy} onClick={() => void cancel()}>
            Cancel run
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void cancel();
        }}
      >
        <p>
          {run.generation === 0
            ? 'It has not started. Nothing has been changed.'
            : 'The step under way is ended with everything that it started. What steps did so far stays: nothing is undone.'}
        </p>
        <TextField
          label="Reason, kept in the record"
          value={reason}
          onChange={setReason}
          maxLength={2000}
          ref={initial}
        />
      </form>
    </Dialog>
  );
}
