import { Info, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import type { ServerList } from '#shared/api/mcp-views.ts';
import type { ServerWish } from '../dialogs/server-dialog.tsx';
import styles from './registry.module.css';
import { ServerItem } from './server-item.tsx';

interface RegistryProps {
  readonly list: ServerList;
  readonly chosen: string | null;
  readonly onChoose: (name: string) => void;
  readonly onWish: (wish: ServerWish) => void;
  /** Rules of the chosen server. */
  readonly rules: ReactNode;
}

/** The servers, how they stand, and what each of them needs from a person. */
export function Registry({ list, chosen, onChoose, onWish, rules }: RegistryProps) {
  const connected = list.servers.filter(({ state }) => state === 'connected' || state === 'slow').length;
  return (
    <div className={styles.registry}>
      <div className={styles.head}>
        <h2>Registry</h2>
        <span className={styles.count}>
          {connected} of {list.servers.length} connected
        </span>
        <Button size="sm" icon={Plus} onClick={() => onWish({ kind: 'add' })}>
          Add server
        </Button>
      </div>
      <ul className={styles.list}>
        {list.servers.map((server) => (
          <ServerItem
            key={server.name}
            server={server}
            isChosen={server.name === chosen}
            onChoose={() => onChoose(server.name)}
            onWish={onWish}
          />
        ))}
        {list.unreadable.map(({ name, reason }) => (
          <li key={name} className={styles.unreadable}>
            <b>{name}</b>
            <span>{reason}</span>
            <Button size="sm" onClick={() => onWish({ kind: 'remove', name })}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {rules}
      <p className={styles.foot}>
        <Info size={12} aria-hidden />
        Every call is recorded, those of plans in the ledger.
      </p>
    </div>
  );
}
