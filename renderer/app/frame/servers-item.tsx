import { Plug } from 'lucide-react';
import { useServerChanges, useServers } from '#renderer/client/hooks/mcp.ts';
import { classNames } from '#renderer/ui/class-names.ts';
import styles from './status-bar.module.css';

/** How many of the MCP servers are connected; nothing while there are none. */
export function ServersItem() {
  useServerChanges();
  const servers = useServers().data?.servers ?? [];
  if (servers.length === 0) return null;
  const connected = servers.filter(({ state }) => state === 'connected' || state === 'slow').length;
  return (
    <span className={classNames(styles.item, styles.optional)}>
      <Plug size={12} aria-hidden />
      MCP {connected} of {servers.length} connected
    </span>
  );
}
