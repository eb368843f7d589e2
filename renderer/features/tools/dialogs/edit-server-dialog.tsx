import { useServer } from '#renderer/client/hooks/mcp.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { AddTyped } from './add-typed.tsx';

interface EditServerDialogProps {
  readonly name: string;
  readonly onClose: () => void;
  /** It was stored, and has to be approved again. */
  readonly onChanged: () => void;
}

/** Changes how a server is reached. It stops, and starts again when it was approved as it is then. */
export function EditServerDialog({ name, onClose, onChanged }: EditServerDialogProps) {
  const answer = useServer(name);
  return (
    <Dialog
      open
      sticky
      onClose={onClose}
      title={`Change ${name}`}
      description="Stored, it stops, and has to be approved again. What was approved of its tools stays."
    >
      <Answered answer={answer} what={name}>
        {(server) => <AddTyped transport={server.transport} changed={server} onDone={onChanged} />}
      </Answered>
    </Dialog>
  );
}
