import { Ban, CircleCheck, CircleQuestionMark, Globe, LogIn, Play, RotateCw, Terminal } from 'lucide-react';
import { client } from '#renderer/client/client.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import type { ServerRow } from '#shared/api/mcp-views.ts';
import type { ServerWish } from '../dialogs/server-dialog.tsx';
import { ServerStateLabel } from '../parts/server-state.tsx';
import { refreshServers } from '../refresh-servers.ts';
import styles from './registry.module.css';

interface ServerItemProps {
  readonly server: ServerRow;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onWish: (wish: ServerWish) => void;
}

/** A server in the registry. */
export function ServerItem({ server, isChosen, onChoose, onWish }: ServerItemProps) {
  const { name, transport, reason, counts, isPinned } = server;
  const Icon = transport === 'stdio' ? Terminal : Globe;
  const total = counts.allow + counts.ask + counts.deny;
  return (
    <li className={styles.item} data-chosen={isChosen || undefined} data-server={name}>
      <button type="button" className={styles.choose} aria-current={isChosen ? 'true' : undefined} onClick={onChoose}>
        <span className={styles.line}>
          <Icon size={14} aria-hidden />
          <Truncate className={styles.name}>{name}</Truncate>
          <Chip>{transport}</Chip>
          <ServerStateLabel {...server} />
        </span>
        {/* What it offers is not known before somebody took it over. */}
        {isPinned && (
          <span className={styles.counts}>
            <span>{total === 1 ? '1 tool' : `${total} tools`}</span>
            {total > 0 && (
              <span className={styles.permissions}>
                <span>
                  <CircleCheck size={11} aria-hidden />
                  {counts.allow} allow
                </span>
                <span>
                  <CircleQuestionMark size={11} aria-hidden />
                  {counts.ask} ask
                </span>
                <span>
                  <Ban size={11} aria-hidden />
                  {counts.deny} deny
                </span>
              </span>
            )}
          </span>
        )}
      </button>
      {(reason !== null || needs(server)) && (
        <div className={styles.needs}>
          <span className={styles.reason}>{reason}</span>
          <NextStep
            server={server}
            onWish={(wish) => {
              onChoose();
              onWish(wish);
            }}
          />
        </div>
      )}
    </li>
  );
}

function needs({ state }: ServerRow): boolean {
  return state !== 'connected' && state !== 'slow' && state !== 'starting' && state !== 'disabled';
}

/** The one thing that can be done about the state of a server. */
function NextStep({ server: { name, state }, onWish }: Pick<ServerItemProps, 'server' | 'onWish'>) {
  const act = useAct();
  const start = (): void => {
    void act(`${name} was not started`, async () => {
      await client.mcp.start({ name });
      await refreshServers();
    });
  };
  switch (state) {
    case 'not-approved':
      return (
        <Button size="sm" aria-label={`Review ${name}`} onClick={() => onWish({ kind: 'approve', name })}>
          Review
        </Button>
      );
    case 'drifted':
      return (
        <Button size="sm" aria-label={`Review changes of ${name}`} onClick={() => onWish({ kind: 'drift', name })}>
          Review changes
        </Button>
      );
    case 'login-required':
      return (
        <Button size="sm" icon={LogIn} aria-label={`Log in to ${name}`} onClick={() => onWish({ kind: 'login', name })}>
          Log in
        </Button>
      );
    case 'failed':
      return (
        <Button size="sm" icon={RotateCw} aria-label={`Restart ${name}`} onClick={start}>
          Restart
        </Button>
      );
    case 'stopped':
      return (
        <Button size="sm" icon={Play} aria-label={`Start ${name}`} onClick={start}>
          Start
        </Button>
      );
    default:
      return null;
  }
}
