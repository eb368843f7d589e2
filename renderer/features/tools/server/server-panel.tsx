import { EllipsisVertical } from 'lucide-react';
import { client } from '#renderer/client/client.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { IconButton } from '#renderer/ui/button.tsx';
import { Menu, type MenuItem } from '#renderer/ui/menu.tsx';
import { Tabs } from '#renderer/ui/tabs.tsx';
import type { ServerDetail } from '#shared/api/mcp-views.ts';
import type { ServerWish } from '../dialogs/server-dialog.tsx';
import { isStanding } from '../model/server-words.ts';
import { ServerStateLabel } from '../parts/server-state.tsx';
import { refreshServers } from '../refresh-servers.ts';
import type { ServerView } from '../use-address.ts';
import { ProtocolLog } from './protocol-log.tsx';
import styles from './server.module.css';
import { ServerLogView } from './server-log.tsx';
import { ServerOverview } from './server-overview.tsx';
import { ServerPrompts } from './server-prompts.tsx';
import { ServerResources } from './server-resources.tsx';

interface ServerPanelProps {
  readonly server: ServerDetail;
  readonly onWish: (wish: ServerWish) => void;
  readonly view: ServerView;
  readonly onView: (view: ServerView) => void;
}

/** A server: what it is, what else it offers, and what was said to it and by it. */
export function ServerPanel({ server, onWish, view, onView }: ServerPanelProps) {
  const { name, definition, offers } = server;
  const act = useAct();
  const items = menuItems(server, onWish, (what, work) => {
    void act(`${name} was not ${what}`, async () => {
      await work();
      await refreshServers();
    });
  });
  const resources = offers === null ? undefined : offers.resources.length + offers.templates.length;
  return (
    <section className={styles.panel} aria-label={`Server ${name}`}>
      <div className={styles.head}>
        <h2>{name}</h2>
        <ServerStateLabel {...server} />
        <Menu label={`Actions of ${name}`} items={items}>
          <IconButton icon={EllipsisVertical} label={`Actions of ${name}`} />
        </Menu>
      </div>
      <Tabs<ServerView>
        label={`Parts of ${name}`}
        value={view}
        onChange={onView}
        tabs={[
          { value: 'about', label: 'About', content: <ServerOverview server={server} /> },
          {
            value: 'resources',
            label: 'Resources',
            ...(resources !== undefined && { count: resources }),
            content: <ServerResources key={name} server={server} />,
          },
          {
            value: 'prompts',
            label: 'Prompts',
            ...(offers !== null && { count: offers.prompts.length }),
            content: <ServerPrompts server={server} />,
          },
          { value: 'protocol', label: 'Protocol', content: <ProtocolLog name={name} /> },
          ...(definition.transport === 'stdio'
            ? [{ value: 'log' as const, label: 'Log', content: <ServerLogView name={name} /> }]
            : []),
        ]}
      />
    </section>
  );
}

function menuItems(
  { name, state, isEnabled, definition }: ServerDetail,
  onWish: (wish: ServerWish) => void,
  perform: (what: string, work: () => Promise<unknown>) => void,
): readonly MenuItem[] {
  const stands = isStanding(state) || state === 'starting';
  const canStart = isEnabled && state !== 'not-approved';
  return [
    {
      id: 'restart',
      label: stands ? 'Restart' : 'Start',
      disabled: !canStart,
      run: () => perform('restarted', () => client.mcp.restart({ name })),
    },
    { id: 'stop', label: 'Stop', disabled: !stands, run: () => perform('stopped', () => client.mcp.stop({ name })) },
    { id: 'edit', label: 'Change', run: () => onWish({ kind: 'edit', name }) },
    { id: 'rules', label: 'Rules of plans', run: () => onWish({ kind: 'rules', name }) },
    ...(definition.transport === 'http'
      ? [{ id: 'login', label: 'Log in', disabled: !canStart, run: () => onWish({ kind: 'login', name }) }]
      : []),
    { id: 'line', separator: true },
    {
      id: 'enabled',
      label: isEnabled ? 'Switch off' : 'Switch on',
      run: () =>
        perform(isEnabled ? 'switched off' : 'switched on', () => client.mcp.setEnabled({ name, enabled: !isEnabled })),
    },
    { id: 'remove', label: 'Remove', danger: true, run: () => onWish({ kind: 'remove', name }) },
  ];
}
