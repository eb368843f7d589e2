import { ArrowDownLeft, ArrowUpRight } from 'lucide-react';
import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useProtocol } from '#renderer/client/hooks/mcp.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { formatClock } from '#renderer/ui/formats.ts';
import { TextField } from '#renderer/ui/text-field.tsx';
import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import type { ProtocolMessage } from '#shared/api/mcp-views.ts';
import { revealed } from '#shared/mcp/revealed.ts';
import { saveText } from '../model/save-text.ts';
import styles from './server.module.css';

/** Messages that are drawn at a time. */
const MOST_SHOWN = 300;

/** What was said between the control room and a server, newest first. */
export function ProtocolLog({ name }: { readonly name: string }) {
  const messages = useProtocol(name);
  const [filter, setFilter] = useState('');
  const act = useAct();
  const words = filter.toLowerCase();
  const found = messages.filter(
    ({ method, text }) =>
      words === '' || (method ?? '').toLowerCase().includes(words) || text.toLowerCase().includes(words),
  );
  const shown = found.slice(-MOST_SHOWN).reverse();
  const save = (): void => {
    void act('The protocol was not saved', async () => {
      saveText(`${name}.protocol.jsonl`, await client.mcp.exportProtocol({ name }));
    });
  };
  return (
    <>
      <div className={styles.bar}>
        <TextField
          label="Filter messages"
          hideLabel
          placeholder="Method or text"
          value={filter}
          onChange={setFilter}
          maxLength={200}
        />
        <Button size="sm" disabled={messages.length === 0} onClick={save}>
          Save as JSON lines
        </Button>
      </div>
      {shown.length === 0 ? (
        <p className={styles.none}>{messages.length === 0 ? 'Nothing was said yet.' : 'No message is like this.'}</p>
      ) : (
        <ul className={styles.messages} aria-label="Messages, newest first">
          {shown.map((message) => (
            <Message key={message.seq} message={message} />
          ))}
        </ul>
      )}
      {found.length > shown.length && (
        <p className={styles.none}>
          {found.length - shown.length} older messages are not drawn; the saved file has all that are kept.
        </p>
      )}
    </>
  );
}

function Message({
  message: { at, direction, kind, method, id, durationMs, text },
}: {
  readonly message: ProtocolMessage;
}) {
  const isSent = direction === 'sent';
  const Icon = isSent ? ArrowUpRight : ArrowDownLeft;
  return (
    <li>
      <details>
        <summary>
          <Icon size={12} aria-hidden />
          <span className={styles.meta}>{formatClock(at)}</span>
          <span>
            <VisuallyHidden>{isSent ? 'Sent, ' : 'Received, '}</VisuallyHidden>
            <code>{method === null ? 'unknown' : revealed(method)}</code> {kind}
            {id !== null && <span className={styles.meta}> {String(id)}</span>}
          </span>
          {durationMs !== null && <span className={styles.meta}>{Math.round(durationMs)} ms</span>}
        </summary>
        <pre className={styles.log}>{revealed(text)}</pre>
      </details>
    </li>
  );
}
