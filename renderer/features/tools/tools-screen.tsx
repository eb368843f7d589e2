import { PanelLeft } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useServer } from '#renderer/client/hooks/mcp.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { Drawer } from '#renderer/ui/dialog.tsx';
import { EmptyState, ErrorState } from '#renderer/ui/empty-state.tsx';
import { type StatusHint, useStatusHints } from '#renderer/ui/frame/status-hints.ts';
import { NARROW, useMediaQuery } from '#renderer/ui/use-media-query.ts';
import type { ServerList } from '#shared/api/mcp-views.ts';
import type { Permission, ToolEffect } from '#shared/mcp/pin.ts';
import { ToolPanel } from './call/tool-panel.tsx';
import type { ServerWish } from './dialogs/server-dialog.tsx';
import { ToolList } from './list/tool-list.tsx';
import { type ListView, visibleTools } from './model/tool-groups.ts';
import { refreshServers } from './refresh-servers.ts';
import { Registry } from './registry/registry.tsx';
import { ServerRules } from './registry/server-rules.tsx';
import { ServerPanel } from './server/server-panel.tsx';
import styles from './tools.module.css';
import { useAddress } from './use-address.ts';

const HINTS: readonly StatusHint[] = [
  { keys: 'j k', label: 'Next, previous tool' },
  { keys: '1 2 3', label: 'Allow, Ask, Deny' },
  { keys: 'Mod+Enter', label: 'Call tool' },
  { keys: '/', label: 'Filter', optional: true },
];

const PLAIN: ListView = { filter: '', folded: new Set(), whole: new Set() };

interface ToolsScreenProps {
  readonly list: ServerList;
  readonly onWish: (wish: ServerWish) => void;
}

/** Servers, the tools of the chosen one, and the chosen tool. */
export function ToolsScreen({ list, onWish }: ToolsScreenProps) {
  const address = useAddress();
  const row = list.servers.find(({ name }) => name === address.server) ?? list.servers[0];
  const { data, error } = useServer(row?.name ?? null);
  const server = data?.name === row?.name ? data : undefined;
  const [view, setView] = useState(PLAIN);
  const [isListed, setListed] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const tools = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery(NARROW);
  const act = useAct();
  const shown = useMemo(() => visibleTools(server?.tools ?? [], view), [server, view]);
  const tool = server?.tools.find(({ name }) => name === address.tool);

  const step = (by: 1 | -1): void => {
    if (row === undefined || shown.length === 0) return;
    const at = shown.findIndex(({ name }) => name === tool?.name);
    const next =
      shown[at === -1 ? (by === 1 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    address.choose(row.name, next.name);
    tools.current?.querySelector<HTMLElement>(`[data-tool="${CSS.escape(next.name)}"]`)?.focus();
  };
  const judge = (name: string, rule: { readonly permission?: Permission; readonly effect?: ToolEffect }): void => {
    if (row === undefined) return;
    void act(`${name} was not changed`, async () => {
      await client.mcp.setRule({ name: row.name, tool: name, ...rule });
      await refreshServers();
    });
  };
  const permit = (permission: Permission): void => {
    if (tool !== undefined) judge(tool.name, { permission });
  };

  useStatusHints(HINTS);
  const group = 'Tools';
  const has = tool !== undefined;
  useCommands([
    { id: 'tools.next', title: 'Next tool', keys: 'j', group, hidden: true, run: () => step(1) },
    { id: 'tools.previous', title: 'Previous tool', keys: 'k', group, hidden: true, run: () => step(-1) },
    { id: 'tools.allow', title: 'Allow tool', keys: '1', group, enabled: has, run: () => permit('allow') },
    { id: 'tools.ask', title: 'Ask before tool', keys: '2', group, enabled: has, run: () => permit('ask') },
    { id: 'tools.deny', title: 'Deny tool', keys: '3', group, enabled: has, run: () => permit('deny') },
    { id: 'tools.filter', title: 'Filter tools', keys: '/', group, run: () => field.current?.focus() },
    { id: 'tools.add', title: 'Add server', keys: 'n', group, run: () => onWish({ kind: 'add' }) },
  ]);

  const registry = (
    <Registry
      list={list}
      chosen={row?.name ?? null}
      onChoose={(name) => {
        setListed(false);
        setView(PLAIN);
        address.choose(name, null);
      }}
      onWish={(wish) => {
        setListed(false);
        onWish(wish);
      }}
      rules={
        server !== undefined && (
          <ServerRules
            server={server}
            onWish={(wish) => {
              setListed(false);
              onWish(wish);
            }}
            onLog={() => {
              setListed(false);
              address.choose(server.name, null, 'log');
            }}
          />
        )
      }
    />
  );
  return (
    <div className={styles.page}>
      {!narrow && (
        <section className={styles.pane} aria-label="Servers">
          {registry}
        </section>
      )}
      {row === undefined ? (
        <EmptyState title="No server can be read">Remove what a later release wrote, or use that release.</EmptyState>
      ) : (
        <>
          <section ref={tools} className={styles.pane} aria-label={`Tools of ${row.name}`}>
            <ToolList
              server={row.name}
              tools={server?.tools ?? null}
              view={view}
              onView={setView}
              field={field}
              chosen={tool?.name ?? null}
              onChoose={(name) => address.choose(row.name, name)}
              onStep={step}
              onPermit={(name, permission) => judge(name, { permission })}
              start={
                narrow && (
                  <Button size="sm" icon={PanelLeft} onClick={() => setListed(true)}>
                    Servers
                  </Button>
                )
              }
            />
          </section>
          {server === undefined ? (
            error === null ? (
              <div className={styles.loading} aria-busy />
            ) : (
              <ErrorState
                happened={`${row.name} could not be read.`}
                safe="Nothing was started or changed."
                todo={error.hint}
                details={`${error.code}: ${error.message}`}
              />
            )
          ) : tool === undefined ? (
            <ServerPanel
              key={server.name}
              server={server}
              onWish={onWish}
              view={address.view}
              onView={(view) => address.choose(server.name, null, view)}
            />
          ) : (
            <ToolPanel
              key={`${server.name} ${tool.name}`}
              server={server}
              tool={tool}
              onJudge={(rule) => judge(tool.name, rule)}
              onServer={() => address.choose(server.name, null)}
              onWish={onWish}
            />
          )}
        </>
      )}
      {narrow && isListed && (
        <Drawer open title="Servers" side="left" bare onClose={() => setListed(false)}>
          {registry}
        </Drawer>
      )}
    </div>
  );
}
