import { Link2 } from 'lucide-react';
import { useConnection } from '#renderer/client/connection.ts';
import { useSystemState } from '#renderer/client/hooks/system.ts';
import { classNames } from '#renderer/ui/class-names.ts';
import { useHotkeyLabel } from '#renderer/ui/commands/use-commands.ts';
import { formatClock, formatCount, shortDigest } from '#renderer/ui/formats.ts';
import { useShownHints, useShownNote } from '#renderer/ui/frame/status-hints.ts';
import { Kbds } from '#renderer/ui/kbd.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import { ServersItem } from './servers-item.tsx';
import styles from './status-bar.module.css';

const WORDS = { connecting: 'Connecting', open: 'Connected', lost: 'No connection' } as const;

/** Keys of this page, the ledger, the connection, the time. */
export function StatusBar() {
  const hints = useShownHints();
  const note = useShownNote();
  const command = useHotkeyLabel('app.command-bar');
  const allKeys = useHotkeyLabel('app.keys');
  const { data: state } = useSystemState();
  const status = useConnection((connection) => connection.status);
  return (
    <footer className={styles.bar} aria-label="Status">
      <div className={styles.hints}>
        {command !== undefined && <Hint keys={command} label="Command" />}
        {hints
          .filter(({ keys }) => keys !== command && keys !== allKeys)
          .map((hint) => (
            <Hint key={hint.keys + hint.label} {...hint} />
          ))}
        {allKeys !== undefined && <Hint keys={allKeys} label="All keys" optional />}
      </div>
      {note !== '' && <span className={styles.item}>{note}</span>}
      <span className={styles.item} data-status={status}>
        <i className={styles.dot} aria-hidden />
        {WORDS[status]}
      </span>
      <ServersItem />
      {state !== undefined && (
        <span className={styles.item} title={state.ledger.lastHash ?? undefined}>
          <Link2 size={12} aria-hidden />
          Ledger {formatCount(state.ledger.events)}
          {state.ledger.lastHash !== null && <code>{shortDigest(state.ledger.lastHash)}</code>}
        </span>
      )}
      <Clock />
    </footer>
  );
}

function Hint({ keys, label, optional = false }: { keys: string; label: string; optional?: boolean }) {
  return (
    <span className={classNames(styles.hint, optional && styles.optional)}>
      <Kbds keys={keys} />
      {label}
    </span>
  );
}

function Clock() {
  const now = useNow(1000);
  return <time className={styles.item}>{formatClock(now)} UTC</time>;
}
