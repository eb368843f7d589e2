import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useServer } from '#renderer/client/hooks/mcp.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Notice } from '#renderer/ui/notice.tsx';
import type { ServerDrift } from '#shared/mcp/pin.ts';
import { revealed } from '#shared/mcp/revealed.ts';
import { refreshServers } from '../refresh-servers.ts';
import styles from './dialogs.module.css';
import { DifferenceView } from './difference-view.tsx';

interface DriftDialogProps {
  readonly name: string;
  readonly onClose: () => void;
}

/** What a server offers now against what was approved; a person accepts exactly that, or it stays blocked. */
export function DriftDialog({ name, onClose }: DriftDialogProps) {
  const answer = useServer(name);
  const act = useAct();
  const [isBusy, setBusy] = useState(false);
  const drift = answer.data?.drift ?? null;
  const canAccept = drift !== null && drift.differences.duplicates.length === 0;
  const accept = async (): Promise<void> => {
    if (drift === null) return;
    setBusy(true);
    const isDone = await act(`${name} stays blocked`, async () => {
      await client.mcp.acceptOffer({ name, offer: drift.offer });
    });
    await refreshServers();
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <Dialog
      open
      size="lg"
      onClose={onClose}
      title={`Changes of ${name}`}
      description="The server offers other tools than those that were approved. Until you accept them, no plan can use it."
      footer={
        <>
          <Button onClick={onClose}>Keep blocked</Button>
          <Button variant="primary" disabled={!canAccept} busy={isBusy} onClick={() => void accept()}>
            Accept changes
          </Button>
        </>
      }
    >
      <Answered answer={answer} what={name}>
        {() => (drift === null ? <p>It offers what was approved.</p> : <Changes differences={drift.differences} />)}
      </Answered>
    </Dialog>
  );
}

function Changes({ differences: { added, removed, changed, duplicates } }: { readonly differences: ServerDrift }) {
  return (
    <div className={styles.changes}>
      {duplicates.length > 0 && (
        <Notice status="failed">
          It offers more than one tool named {duplicates.map(revealed).join(', ')}. Nobody could tell which of them is
          called, so this cannot be accepted. Ask the maker of the server.
        </Notice>
      )}
      {changed.map(({ tool, differences }) => (
        <section key={tool} aria-label={`Changes of ${tool}`}>
          <h3>
            <code>{revealed(tool)}</code> changed. Accepted, it asks first, and counts as writing.
          </h3>
          {differences.map((difference) => (
            <DifferenceView key={difference.pointer} difference={difference} />
          ))}
        </section>
      ))}
      <Names title="New: each asks first, and counts as writing" names={added} />
      <Names title="Gone: plans that call them fail" names={removed} />
    </div>
  );
}

function Names({ title, names }: { readonly title: string; readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul className={styles.words}>
        {names.map((name) => (
          <li key={name}>
            <code>{revealed(name)}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
