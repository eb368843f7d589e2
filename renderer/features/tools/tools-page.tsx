import { useState } from 'react';
import { useServers } from '#renderer/client/hooks/mcp.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/empty-state.tsx';
import { Page } from '#renderer/ui/frame/page.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import { ServerDialog, type ServerWish } from './dialogs/server-dialog.tsx';
import { NoServers } from './no-servers.tsx';
import styles from './tools.module.css';
import { ToolsScreen } from './tools-screen.tsx';
import { useAddress } from './use-address.ts';

/** The MCP servers of this control room and their tools. */
export function ToolsPage() {
  const { data, error, refetch } = useServers();
  const { choose } = useAddress();
  const [wish, setWish] = useState<ServerWish | null>(null);
  const count = data === undefined ? undefined : data.servers.length + data.unreadable.length;
  return (
    <Page
      header={
        <PageHeader
          title="Tools"
          note={count === undefined || count === 0 ? undefined : count === 1 ? '1 MCP server' : `${count} MCP servers`}
        />
      }
    >
      {data !== undefined ? (
        count === 0 ? (
          <NoServers onAdd={() => setWish({ kind: 'add' })} />
        ) : (
          <ToolsScreen list={data} onWish={setWish} />
        )
      ) : error !== null ? (
        <ErrorState
          happened="The servers could not be read."
          safe="Nothing was started or changed."
          todo={error.hint}
          details={`${error.code}: ${error.message}`}
          actions={
            <Button size="sm" onClick={() => void refetch()}>
              Try again
            </Button>
          }
        />
      ) : (
        <div className={styles.loading} aria-busy>
          <Skeleton width="38%" />
          <Skeleton width="56%" />
          <Skeleton width="44%" />
        </div>
      )}
      {wish !== null && (
        <ServerDialog
          wish={wish}
          onClose={() => setWish(null)}
          onWish={setWish}
          onChoose={(name) => choose(name, null)}
        />
      )}
    </Page>
  );
}
