import { Check } from 'lucide-react';
import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import { useServer } from '#renderer/client/hooks/mcp.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import { Checkbox } from '#renderer/ui/toggles.tsx';
import type { ServerRow } from '#shared/api/mcp-views.ts';
import { countsText } from '../model/server-words.ts';
import { refreshServers } from '../refresh-servers.ts';
import { DefinitionView } from './definition-view.tsx';
import styles from './dialogs.module.css';

interface ApproveDialogProps {
  readonly name: string;
  readonly onClose: () => void;
  /** Its tools are not those that were approved before. */
  readonly onDrift: () => void;
}

/** Shows exactly what would be started or connected to, and takes a person's word for it. */
export function ApproveDialog({ name, onClose, onDrift }: ApproveDialogProps) {
  const answer = useServer(name);
  const server = answer.data;
  const { show } = useToast();
  /** The digest that was read: another one has to be read again. */
  const [read, setRead] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const isRead = server !== undefined && read === server.digest;
  const isCommand = server?.definition.transport === 'stdio';
  const approve = async (): Promise<void> => {
    if (server === undefined || !isRead || isBusy) return;
    setBusy(true);
    setError(null);
    try {
      const row = await client.mcp.approve({ name, digest: server.digest });
      await refreshServers();
      if (row.state === 'drifted') onDrift();
      else {
        onClose();
        show(outcome(row));
      }
    } catch (thrown) {
      setError(toClientError(thrown));
      await refreshServers();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      sticky
      size="lg"
      onClose={onClose}
      title={isCommand ? `Run ${name} on this computer` : `Connect to ${name}`}
      description={
        isCommand
          ? 'The command runs as you, with everything that you may do. Read all of it.'
          : 'What plans send to it leaves this computer.'
      }
      footer={
        <>
          <span className={styles.agree}>
            <Checkbox
              label={
                isCommand ? 'I have read the command, and want it to run' : 'I have read the address, and trust it'
              }
              help="Changed in any way, it has to be approved again."
              disabled={server === undefined}
              checked={isRead}
              onChange={(isTicked) => setRead(isTicked ? (server?.digest ?? null) : null)}
            />
          </span>
          <Button data-autofocus onClick={onClose}>
            Not now
          </Button>
          <Button variant="primary" icon={Check} disabled={!isRead} busy={isBusy} onClick={() => void approve()}>
            {isBusy ? 'Connecting' : 'Approve and connect'}
          </Button>
        </>
      }
    >
      <Answered answer={answer} what={name}>
        {(shown) => (
          <div className={styles.form}>
            {error !== null && (
              <Notice status="failed">
                {asSentence(error.message)} {asSentence(error.hint ?? '')}
              </Notice>
            )}
            {shown.warnings.map((warning) => (
              <Notice key={warning} status="approval">
                {asSentence(warning)}
              </Notice>
            ))}
            <DefinitionView server={shown} />
          </div>
        )}
      </Answered>
    </Dialog>
  );
}

function outcome({ name, state, reason, counts }: ServerRow) {
  if (state === 'connected' || state === 'slow') return { title: `${name} is connected`, text: countsText(counts) };
  return {
    status: 'approval' as const,
    lastsMs: 10_000,
    title: `${name} is approved, and not connected`,
    text: reason ?? 'Start it in the registry.',
  };
}
